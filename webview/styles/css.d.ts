/** Style sheets that esbuild collects into main.css. */
declare module "*.css";
