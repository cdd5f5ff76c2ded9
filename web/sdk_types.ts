// Makes sdk.d.ts: the declarations that the compiler writes of the SDK's sources, in one file that needs no other.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const WEB = dirname(fileURLToPath(import.meta.url));
const ENTRY = "sdk";
const IMPORT = /^import .*? from "(\.{1,2}\/[\w/]+)";\n/gms;
const REEXPORT = /^(export (?:type )?\{[^}]*\}) from "(\.{1,2}\/[\w/]+)";/gm;
const DECLARED = /^(?:export )?(?:declare )?(?:abstract )?(?:class|function|const|type|interface) (\w+)/gm;

/** Put sdk.d.ts beside sdk.js. */
export function writeTypes(): Plugin {
  return {
    name: "write-types",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "sdk.d.ts", source: declareAll() });
    },
  };
}

function declareAll(): string {
  const folder = mkdtempSync(join(tmpdir(), "lobby-sdk-"));
  try {
    const compiler = join(WEB, "node_modules", "typescript", "bin", "tsc");
    const project = join(WEB, "tsconfig.sdk.json");
    execFileSync(process.execPath, [compiler, "-p", project, "--outDir", folder], { stdio: "inherit" });
    return joinModules(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Return one module with the declarations of all: only the entry's exports are exported. */
function joinModules(folder: string): string {
  const texts = new Map<string, string>();
  const take = (name: string) => {
    if (texts.has(name)) return;
    const text = readFileSync(join(folder, `${name}.d.ts`), "utf8");
    texts.set(name, text);
    const takeFrom = (path: string) => take(posix.join(posix.dirname(name), path));
    for (const found of text.matchAll(IMPORT)) takeFrom(found[1] as string);
    for (const found of text.matchAll(REEXPORT)) takeFrom(found[2] as string);
  };
  take(ENTRY);
  const entry = (texts.get(ENTRY) as string).replaceAll(REEXPORT, "$1;");
  texts.delete(ENTRY);
  refuseTwice([...texts.values()].join("\n"));
  const inner = [...texts.values()].map((text) =>
    text.replaceAll(IMPORT, "").replaceAll(/^export (?!\{)/gm, ""),
  );
  return [entry, ...inner.map(declare)].join("\n");
}

/** Two interfaces of one name would silently become one. */
function refuseTwice(text: string): void {
  const names = [...text.matchAll(DECLARED)].map((found) => found[1] as string);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`declared in two modules of the SDK: ${twice.join(", ")}`);
}

/** What is no type must be declared: its implementation is in sdk.js. */
function declare(text: string): string {
  return text.replaceAll(/^export \{\};\n/gm, "").replaceAll(/^(class|function|const) /gm, "declare $1 ");
}
