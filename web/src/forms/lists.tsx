// Several values of one kind: a list, and a list with names.
import type { Form } from "../sdk/forms";
import { begin, type Draft } from "./drafts";
import { Field, type FieldProps } from "./fields";
import { boundsWords } from "./words";
import { texts } from "../app/words";

type Common = Omit<FieldProps, "form" | "draft"> & { labelledBy: string };

export function Items(props: Common & { form: Extract<Form, { type: "list" }>; drafts: Draft[] }) {
  const { form, drafts, change, path, labelledBy, label } = props;
  const isFull = form.most !== null && drafts.length >= form.most;
  const bounds = boundsWords(form);
  return (
    <div class="field-group" role="group" aria-labelledby={labelledBy}>
      {drafts.map((draft, at) => (
        <div class="item" key={at}>
          <Field
            {...props}
            form={form.of}
            draft={draft}
            change={(changed) => change(replaced(drafts, at, changed))}
            label={`${label} ${at + 1}`}
            path={[...path, String(at)]}
          />
          <Remove
            what={`${label} ${at + 1}`}
            remove={() => change(drafts.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Add {...props} isFull={isFull} add={() => change([...drafts, begin(form.of)])} />
      {bounds && <span class="field-hint">{bounds}</span>}
    </div>
  );
}

export function Pairs(props: Common & { form: Extract<Form, { type: "map" }>; pairs: [string, Draft][] }) {
  const { form, pairs, change, path, labelledBy } = props;
  const put = (at: number, pair: [string, Draft]) => change({ pairs: replaced(pairs, at, pair) });
  return (
    <div class="field-group" role="group" aria-labelledby={labelledBy}>
      {pairs.map(([name, draft], at) => (
        <div class="item item-named" key={at}>
          <input
            aria-label={texts.forms.nameOf(at + 1)}
            placeholder={texts.forms.name}
            value={name}
            onInput={(event) => put(at, [event.currentTarget.value, draft])}
          />
          <Field
            {...props}
            form={form.of}
            draft={draft}
            change={(changed) => put(at, [name, changed])}
            label={name || texts.forms.value}
            path={[...path, String(at)]}
          />
          <Remove
            what={name || texts.forms.nameOf(at + 1)}
            remove={() => change({ pairs: pairs.filter((_, index) => index !== at) })}
          />
        </div>
      ))}
      <Add {...props} isFull={false} add={() => change({ pairs: [...pairs, ["", begin(form.of)]] })} />
    </div>
  );
}

function Remove({ what, remove }: { what: string; remove: () => void }) {
  return (
    <button type="button" class="item-remove" aria-label={texts.forms.remove(what)} onClick={remove}>
      ×
    </button>
  );
}

function Add({ path, prefix, label, isFull, add }: Common & { isFull: boolean; add: () => void }) {
  return (
    <button
      type="button"
      class="item-add"
      data-testid={[prefix, ...path, "add"].join("-")}
      aria-label={texts.forms.addTo(label)}
      disabled={isFull}
      onClick={add}
    >
      {texts.forms.add}
    </button>
  );
}

function replaced<Item>(items: readonly Item[], at: number, item: Item): Item[] {
  return items.map((other, index) => (index === at ? item : other));
}
