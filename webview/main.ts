import "./styles/page.css";
import { App } from "./app";
import type { VsCodeApi } from "./rpc";
import "./views/panel";

declare function acquireVsCodeApi(): VsCodeApi;

const app = new App(acquireVsCodeApi());
for (const panel of document.querySelectorAll("convscope-panel")) panel.app = app;
