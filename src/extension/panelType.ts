/** The type of our panels, by which VS Code brings them back after a restart. */
export const PANEL_TYPE = "convscope.panel";
