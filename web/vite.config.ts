// How the page is built: into the Python package, with relative URLs and nothing inline.
import { defineConfig, type Plugin, type UserConfig } from "vite";
import { writeTypes } from "./sdk_types.ts";

const BUILD = process.env.LOBBY_BUILD ?? "dev";

/** Names the build in the page, so that the server can tell an old page from a new one. */
function nameBuild(): Plugin {
  return { name: "name-build", transformIndexHtml: (html) => html.replace("%BUILD%", BUILD) };
}

/** Names the build in build.txt: written by what is built last, so that half a build is none. */
function noteBuild(): Plugin {
  return {
    name: "note-build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "build.txt", source: `${BUILD}\n` });
    },
  };
}

/** The page. */
const page: UserConfig = {
  // Relative, because behind a proxy the page may live below a sub-path; <base href> says which.
  base: "./",
  plugins: [nameBuild()],
  build: {
    outDir: "../lobby/static",
    emptyOutDir: true,
    target: "es2022",
    // A data: URL would be refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8765", "/ws": { target: "ws://127.0.0.1:8765", ws: true } } },
};

/** The SDK: one module that needs no other, under a name that stays. It is built after the page, beside it. */
const sdk: UserConfig = {
  publicDir: false,
  plugins: [writeTypes(), noteBuild()],
  build: {
    outDir: "../lobby/static",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "src/sdk/sdk.ts", formats: ["es"], fileName: () => "sdk.js" },
  },
};

export default defineConfig(({ mode }) => (mode === "sdk" ? sdk : page));
