// How the page is built: into the Python package, with relative URLs and nothing inline.
import { defineConfig, type Plugin } from "vite";

/** Names the build in the page and in build.txt, so that the server can tell an old page from a new one. */
function nameBuild(build: string): Plugin {
  return {
    name: "name-build",
    transformIndexHtml: (html) => html.replace("%BUILD%", build),
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "build.txt", source: `${build}\n` });
    },
  };
}

export default defineConfig({
  // Relative, because behind a proxy the page may live below a sub-path; <base href> says which.
  base: "./",
  plugins: [nameBuild(process.env.LOBBY_BUILD ?? "dev")],
  build: {
    outDir: "../lobby/static",
    emptyOutDir: true,
    target: "es2022",
    // A data: URL would be refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8765", "/ws": { target: "ws://127.0.0.1:8765", ws: true } } },
});
