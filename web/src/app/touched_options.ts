// The options of a table as its host changes them, while another page of the host may change them as well.
import { useMemo, useState } from "preact/hooks";
import { begin, type Draft } from "../forms/drafts";
import { read, type Fault } from "../forms/read";
import { faultsOf, type Refused } from "../forms/refusal";
import { settle, shownOf, touch, type Touched } from "../forms/touched";
import type { Form, FormField } from "../sdk/forms";
import type { Value } from "../sdk/messages";
import type { Options } from "./options";

export interface TouchedOptions extends Options {
  /** Return only those to send that were changed here, or show what is wrong with them. */
  read: () => { [name: string]: Value } | null;
  /** What is to be told once they are saved. */
  saved: () => void;
}

/** `fields` begin with what holds now. */
export function useTouchedOptions(fields: FormField[]): TouchedOptions {
  const form = useMemo<Extract<Form, { type: "record" }>>(
    () => ({ type: "record", title: "", fields }),
    [fields],
  );
  const held = useMemo(() => begin(form) as Draft[], [form]);
  const [touched, setTouched] = useState<Touched>({});
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<Refused | null>(null);
  const draft = shownOf(held, touched);
  return {
    form,
    draft,
    change: (changed) => setTouched(touch(touched, held, changed as Draft[])),
    faults: [...faults, ...faultsOf(refused)],
    refused,
    setRefused: (fault) => {
      setFaults([]);
      setRefused(fault);
    },
    read: () => {
      const options = read(form, draft);
      setRefused(null);
      setFaults(options.faults ?? []);
      if (options.faults) return null;
      const named = Object.entries(options.value as { [name: string]: Value });
      return Object.fromEntries(
        named.filter(([name]) => fields.findIndex((field) => field.name === name) in touched),
      );
    },
    saved: () => setTouched((now) => settle(now, touched)),
  };
}
