// How a bot comes to a table: the command line for it, to be copied.
import { useRef } from "preact/hooks";
import { botCommand } from "./bot_command";
import { copy } from "./copy";
import type { Store } from "./store";
import { texts } from "./words";

interface Help {
  code: string;
  hasPassword: boolean;
  store: Store;
}

export function BotHelp({ code, hasPassword, store }: Help) {
  const field = useRef<HTMLInputElement>(null);
  const command = botCommand(code, document.baseURI, hasPassword);
  const copyIt = async () => {
    const isCopied = await copy(command, field.current);
    store.passing.toast(isCopied ? texts.bot.copied : texts.bot.copyYourself);
  };
  return (
    <details class="bot-help" data-testid="bot-help">
      <summary>{texts.bot.letJoin}</summary>
      <p class="muted small">{texts.bot.inTerminal}</p>
      <div class="row">
        <input
          ref={field}
          class="code"
          readOnly
          value={command}
          aria-label={texts.bot.command}
          data-testid="bot-command"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button data-testid="copy-bot-command" onClick={() => void copyIt()}>
          {texts.common.copy}
        </button>
      </div>
    </details>
  );
}
