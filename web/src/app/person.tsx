// Somebody's name: it opens what there is to know of them, and what one can do about them.
import type { ComponentChildren } from "preact";
import { PageLink } from "./link";
import { isServerBot, type Person } from "./people";
import { texts } from "./words";
import { calledAs } from "./words/bots";
import { Filled } from "./words/filled";
import { useStore } from "./use";

interface Props {
  who: Person;
  class?: string;
  children?: ComponentChildren;
}

/** One's own name leads to one's own page. */
export function PersonName({ who, class: classes = "", children = calledAs(who) }: Props) {
  const store = useStore();
  if (who.player === "" || isServerBot(who.player)) return <span class={classes}>{children}</span>;
  if (who.player === store.me) {
    return (
      <PageLink store={store} page={{ name: "player", id: who.player }} class={`person ${classes}`}>
        {children}
      </PageLink>
    );
  }
  return (
    <button class={`person ${classes}`} aria-haspopup="dialog" onClick={() => store.visit.showPerson(who)}>
      {children}
    </button>
  );
}

/** A text that names people, of whom each can be pressed; `say` gets what is to stand for their names. */
export function WithPeople(props: { people: readonly Person[]; say: (names: string[]) => string }) {
  const { people, say } = props;
  const parts = Object.fromEntries(people.map((who, at) => [`${at}`, <PersonName key={at} who={who} />]));
  return <Filled text={say(people.map((_, at) => `{${at}}`))} parts={parts} />;
}

/** The same for who sees no name to press: "⋯". */
export function PersonMore({ who, testId }: { who: Person; testId: string }) {
  const store = useStore();
  const label = texts.person.manage(calledAs(who));
  return (
    <button
      class="kick"
      data-testid={testId}
      aria-haspopup="dialog"
      aria-label={label}
      title={label}
      onClick={() => store.visit.showPerson(who)}
    >
      ⋯
    </button>
  );
}
