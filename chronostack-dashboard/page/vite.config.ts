import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  // Relative, for the router may be nested under any path.
  base: "./",
  server: { proxy: { "/api": { target: "http://127.0.0.1:4780", changeOrigin: true } } },
  build: {
    target: "es2022",
    modulePreload: false,
    // Nothing may become a `data:` address: the policy of the page forbids them.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rolldownOptions: {
      output: { entryFileNames: "app.js", assetFileNames: "app.[ext]", codeSplitting: false },
    },
  },
});
