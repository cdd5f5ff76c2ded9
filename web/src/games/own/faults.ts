// What went wrong in a game's own page, in one line that names the file and the line.

export interface Fault {
  /** As "view.js:12"; "" where it is not known. */
  place: string;
  text: string;
}

/** Return the fault that an error tells of; `folder` is the path of the page's files. */
export function faultOf(error: unknown, folder: string): Fault {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { place: findPlace((error as Error | null)?.stack ?? "", folder), text };
}

/** Return the first place in a stack, or in a URL with a line, that is the page's own; "" without. */
export function findPlace(stack: string, folder: string): string {
  const path = folder.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(`${path}(?:@\\d+/)?([^\\s():?]+)(?:\\?[^\\s():]*)?:(\\d+)`).exec(stack);
  return found ? `${decodeURI(found[1] ?? "")}:${found[2]}` : "";
}

/** Return whether an error that nobody caught came out of the page's files. */
export function isFrom(folder: string, error: unknown, file = ""): boolean {
  return file.includes(folder) || String((error as Error | null)?.stack ?? "").includes(folder);
}

/** Return why a module did not load: the browser's own words name neither a missing file nor a line. */
export async function explainLoad(url: string, folder: string, error: unknown): Promise<Fault> {
  const fault = faultOf(error, folder);
  if (fault.place) return fault;
  const missing = await findMissing(url, folder);
  if (missing) return missing;
  const place = error instanceof SyntaxError ? await findSyntaxError(url, folder) : "";
  return { ...fault, place };
}

async function findMissing(url: string, folder: string): Promise<Fault | null> {
  const loaded = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const failed = loaded.filter((entry) => entry.name.includes(folder) && entry.responseStatus >= 400);
  const file = failed.at(-1)?.name ?? url;
  try {
    const response = await fetch(file, { cache: "no-cache" });
    if (response.ok) return null;
    return { place: "", text: `${response.status}: ${(await response.text()).trim()}` };
  } catch {
    return { place: "", text: "the server did not answer" };
  }
}

/** Let the browser read the module as a script of the page: then it tells where it stumbled. */
function findSyntaxError(url: string, folder: string): Promise<string> {
  return new Promise((resolve) => {
    const script = Object.assign(document.createElement("script"), { type: "module", src: url });
    let place = "";
    const listen = (event: ErrorEvent) => {
      place ||= findPlace(`${event.filename}:${event.lineno}`, folder);
    };
    const finish = () => {
      removeEventListener("error", listen);
      script.remove();
      resolve(place);
    };
    addEventListener("error", listen);
    script.onload = script.onerror = finish;
    document.head.append(script);
  });
}
