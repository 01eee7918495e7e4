/** The colours that VS Code hands to a webview in its four kinds of themes, as far as the panel uses them (Default Modern and High Contrast). */
export type ThemeName = "light" | "dark" | "hc-black" | "hc-light";

export const bodyClasses: Readonly<Record<ThemeName, string>> = {
	light: "vscode-light",
	dark: "vscode-dark",
	"hc-black": "vscode-high-contrast",
	"hc-light": "vscode-high-contrast-light vscode-high-contrast",
};

const fonts = {
	"font-family": "Inter, 'Segoe UI', 'DejaVu Sans', sans-serif",
	"font-size": "13px",
	"editor-font-family": "'DejaVu Sans Mono', monospace",
	"editor-font-size": "12px",
};

const dark = {
	foreground: "#cccccc",
	"editor-background": "#1f1f1f",
	descriptionForeground: "#9d9d9d",
	focusBorder: "#0078d4",
	"panel-border": "#2b2b2b",
	errorForeground: "#f85149",
	"editorError-foreground": "#f14c4c",
	"editorWarning-foreground": "#cca700",
	"editorInfo-foreground": "#3794ff",
	"textLink-foreground": "#4daafc",
	"toolbar-hoverBackground": "rgba(90, 93, 94, 0.31)",
	"inputOption-activeBackground": "rgba(36, 137, 219, 0.51)",
	"inputOption-activeForeground": "#ffffff",
	"inputOption-activeBorder": "#2488db",
	"list-hoverBackground": "#2a2d2e",
	"list-inactiveSelectionBackground": "#37373d",
	"editorWidget-background": "#202020",
	"textCodeBlock-background": "#2b2b2b",
	"dropdown-background": "#313131",
	"dropdown-foreground": "#cccccc",
	"dropdown-border": "#3c3c3c",
	"button-secondaryBackground": "#313131",
	"button-secondaryForeground": "#cccccc",
	"button-secondaryHoverBackground": "#3c3c3c",
	"button-border": "rgba(255, 255, 255, 0.07)",
	"charts-blue": "#3794ff",
};

const light = {
	...dark,
	foreground: "#3b3b3b",
	"editor-background": "#ffffff",
	descriptionForeground: "#3b3b3bcc",
	focusBorder: "#005fb8",
	"panel-border": "#e5e5e5",
	errorForeground: "#c72e0f",
	"editorError-foreground": "#e51400",
	"editorWarning-foreground": "#bf8803",
	"editorInfo-foreground": "#1a85ff",
	"textLink-foreground": "#005fb8",
	"toolbar-hoverBackground": "rgba(184, 184, 184, 0.31)",
	"inputOption-activeBackground": "#bed6ed",
	"inputOption-activeForeground": "#000000",
	"inputOption-activeBorder": "#005fb8",
	"list-hoverBackground": "#f2f2f2",
	"list-inactiveSelectionBackground": "#e4e6f1",
	"editorWidget-background": "#f8f8f8",
	"textCodeBlock-background": "#f8f8f8",
	"dropdown-background": "#ffffff",
	"dropdown-foreground": "#3b3b3b",
	"dropdown-border": "#cecece",
	"button-secondaryBackground": "#e5e5e5",
	"button-secondaryForeground": "#3b3b3b",
	"button-secondaryHoverBackground": "#cccccc",
	"button-border": "rgba(0, 0, 0, 0.1)",
	"charts-blue": "#1a85ff",
};

const contrast = {
	"inputOption-activeBackground": "transparent",
	"toolbar-hoverBackground": "transparent",
	"list-hoverBackground": "transparent",
	"list-inactiveSelectionBackground": "transparent",
};

const black = {
	...dark,
	...contrast,
	foreground: "#ffffff",
	"editor-background": "#000000",
	descriptionForeground: "#ffffffb3",
	focusBorder: "#f38518",
	contrastBorder: "#6fc3df",
	contrastActiveBorder: "#f38518",
	"panel-border": "#6fc3df",
	"inputOption-activeForeground": "#ffffff",
	"inputOption-activeBorder": "#f38518",
	"editorWidget-background": "#0c141f",
	"button-secondaryBackground": "#000000",
	"button-secondaryForeground": "#ffffff",
	"button-border": "#6fc3df",
	"dropdown-background": "#000000",
	"dropdown-foreground": "#ffffff",
	"dropdown-border": "#6fc3df",
	"textLink-foreground": "#21a6ff",
};

const white = {
	...light,
	...contrast,
	foreground: "#292929",
	descriptionForeground: "#292929b3",
	focusBorder: "#006bbd",
	contrastBorder: "#0f4a85",
	contrastActiveBorder: "#006bbd",
	"panel-border": "#0f4a85",
	"inputOption-activeForeground": "#292929",
	"inputOption-activeBorder": "#006bbd",
	"editorWidget-background": "#ffffff",
	"button-secondaryBackground": "#ffffff",
	"button-secondaryForeground": "#0f4a85",
	"button-border": "#0f4a85",
	"textLink-foreground": "#0f4a85",
};

export const themes: Readonly<Record<ThemeName, Readonly<Record<string, string>>>> = {
	light: { ...fonts, ...light },
	dark: { ...fonts, ...dark },
	"hc-black": { ...fonts, ...black },
	"hc-light": { ...fonts, ...white },
};
