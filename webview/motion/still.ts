/** Whether nothing may move by itself: so says the system, or VS Code (`workbench.reduceMotion`), which marks the page's body. */
export const still = (): boolean =>
	matchMedia("(prefers-reduced-motion: reduce)").matches || document.body.classList.contains("vscode-reduce-motion");
