// The workbench's settings: nothing that pops up, asks or calls home.
export const quietSettings = {
	"workbench.startupEditor": "none",
	"workbench.tips.enabled": false,
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.enableExperiments": false,
	"security.workspace.trust.enabled": false,
	"telemetry.telemetryLevel": "off",
	"update.mode": "none",
	"extensions.autoCheckUpdates": false,
	"extensions.autoUpdate": false,
	"extensions.ignoreRecommendations": true,
	"chat.disableAIFeatures": true,
	"git.openRepositoryInParentFolders": "never",
};

/** On top of them, for windows that trust no folder: restricted at once, without a dialog or a banner. */
export const trustSettings = {
	"security.workspace.trust.enabled": true,
	"security.workspace.trust.startupPrompt": "never",
	"security.workspace.trust.banner": "never",
};
