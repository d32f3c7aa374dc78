import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `bulkhead serve` listens; only used while developing the pages. */
const SERVER = process.env['BULKHEAD_SERVER'] ?? 'http://127.0.0.1:8737';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    // Nothing may be inlined into the page: the server's policy allows only its own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': SERVER } },
});
