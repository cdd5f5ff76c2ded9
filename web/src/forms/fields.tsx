// A form made from declared types: one field for each kind of value, nested as the types are.
import { useId } from "preact/hooks";
import type { Form } from "../sdk/forms";
import { Choice, Either, isDecided } from "./choices";
import { type Chosen, type Draft, type Named } from "./drafts";
import { Items, Pairs } from "./lists";
import { IntegerInput } from "./numbers";
import type { Fault } from "./read";
import { BytesInput, JsonInput, TextInput } from "./texts";
import { readable } from "./words";
import { texts } from "../app/words";

export interface FieldProps<One extends Form = Form> {
  form: One;
  draft: Draft;
  change: (draft: Draft) => void;
  label: string;
  /** Names of fields and numbers of items that lead here. */
  path: string[];
  faults: Fault[];
  /** What a field is called, where that is not just its name in words. */
  labelOf?: (name: string) => string;
  /** Begins the test ids of all fields. */
  prefix: string;
}

/** What an input needs to be described: its own id, and that of the fault below it. */
export interface Described {
  id: string;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
  "data-testid": string;
}

export function Field(props: FieldProps) {
  const { form, draft, change, path, faults, prefix, label } = props;
  const id = useId();
  const fault = tellsFaults(form, draft)
    ? faults.find((one) => one.path.join("\0") === path.join("\0"))
    : undefined;
  const described: Described = {
    id,
    "data-testid": [prefix, ...(path.length > 0 ? path : ["text"])].join("-"),
    ...(fault && { "aria-invalid": true as const, "aria-describedby": `${id}-fault` }),
  };
  return (
    <div class={`field field-${form.type} ${fault ? "field-wrong" : ""}`}>
      {form.type === "boolean" ? (
        <label class="switch">
          <input
            type="checkbox"
            {...described}
            checked={draft === true}
            onChange={(event) => change(event.currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
      ) : (
        <>
          {isOneInput(form) ? (
            <label class="field-label" for={id}>
              {label}
            </label>
          ) : (
            <span class="field-label" id={`${id}-label`}>
              {label}
            </span>
          )}
          <Input {...props} described={described} />
        </>
      )}
      {fault && (
        <p class="field-fault" role="alert" id={`${id}-fault`} data-testid="field-fault">
          {fault.text}
        </p>
      )}
    </div>
  );
}

/** What is wrong with one of several kinds is told by the field of that kind, which has the same path. */
function tellsFaults(form: Form, draft: Draft): boolean {
  if (form.type !== "either") return true;
  const inner = form.of[(draft as Chosen).kind];
  return !inner || inner.type === "record" || isDecided(inner);
}

function isOneInput({ type }: Form): boolean {
  return type === "integer" || type === "text" || type === "bytes" || type === "any";
}

function Input({ described, ...props }: FieldProps & { described: Described }) {
  const { form, draft, change } = props;
  const labelledBy = `${described.id}-label`;
  switch (form.type) {
    case "integer":
      return <IntegerInput form={form} text={draft as string} change={change} described={described} />;
    case "text":
      return <TextInput form={form} text={draft as string} change={change} described={described} />;
    case "bytes":
      return <BytesInput text={draft as string} change={change} described={described} />;
    case "any":
      return <JsonInput text={draft as string} change={change} described={described} />;
    case "choice":
      return <Choice choices={form.choices} chosen={draft as number} choose={change} described={described} />;
    case "record":
    case "row":
      return (
        <div class="field-group" role="group" aria-labelledby={labelledBy}>
          <Parts {...props} />
        </div>
      );
    case "list":
      return <Items {...props} form={form} drafts={draft as Draft[]} labelledBy={labelledBy} />;
    case "map":
      return <Pairs {...props} form={form} pairs={(draft as Named).pairs} labelledBy={labelledBy} />;
    case "either":
      return <Either {...props} form={form} chosen={draft as Chosen} described={described} />;
    case "boolean":
    case "nothing":
      return <span class="muted">{texts.forms.none}</span>;
    default:
      form satisfies never;
      return null;
  }
}

/** The fields of a record or a row, side by side where there is room. */
export function Parts(props: FieldProps) {
  const { form, draft, change, path, labelOf = readable } = props;
  const drafts = draft as Draft[];
  const parts = form.type === "record" ? form.fields : form.type === "row" ? form.of : [];
  return (
    <>
      {parts.map((part, at) => (
        <Field
          {...props}
          key={at}
          form={part}
          draft={drafts[at] ?? null}
          change={(changed) => change(drafts.map((other, index) => (index === at ? changed : other)))}
          label={"name" in part ? labelOf(String(part.name)) : String(at + 1)}
          path={[...path, "name" in part ? String(part.name) : String(at)]}
        />
      ))}
    </>
  );
}
