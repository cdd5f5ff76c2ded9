// How a bot comes to a table: the command line for it, to be copied.
import { useRef } from "preact/hooks";
import { botCommand } from "./bot_command";
import { copy } from "./copy";
import type { Store } from "./store";

export function BotHelp({ code, store }: { code: string; store: Store }) {
  const field = useRef<HTMLInputElement>(null);
  const command = botCommand(code, document.baseURI);
  const copyIt = async () => {
    const isCopied = await copy(command, field.current);
    store.passing.toast(isCopied ? "Command copied" : "Select the command and copy it");
  };
  return (
    <details class="bot-help" data-testid="bot-help">
      <summary>Let a bot join</summary>
      <p class="muted small">In a terminal, where this server is installed:</p>
      <div class="row">
        <input
          ref={field}
          class="code"
          readOnly
          value={command}
          aria-label="Command that lets a bot join"
          data-testid="bot-command"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button data-testid="copy-bot-command" onClick={() => void copyIt()}>
          Copy
        </button>
      </div>
    </details>
  );
}
