import { css } from "lit";

/** Where one is, and the views to choose among. */
export const toolbar = css`
	convscope-toolbar {
		height: 38px;
		border-bottom: 1px solid var(--line);
	}
	.breadcrumb {
		display: flex;
		align-items: center;
		gap: 4px;
		min-width: 0;
		flex: 1;
	}
	.crumb {
		padding: 2px 4px;
		margin-left: -4px;
		border-radius: 3px;
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
	}
	button.crumb {
		color: var(--dim);
	}
	button.crumb:hover {
		color: var(--vscode-foreground);
		background: var(--vscode-toolbar-hoverBackground);
	}
	.crumb.here {
		font-size: inherit;
		font-weight: 600;
		margin-block: 0;
	}
	.views {
		display: flex;
		gap: 2px;
	}
	.tool {
		display: flex;
		align-items: center;
		gap: 6px;
		padding: 3px 8px;
		border-radius: 5px;
		color: var(--vscode-foreground);
	}
	.tool:hover {
		background: var(--vscode-toolbar-hoverBackground);
	}
	.tool:is([aria-pressed="true"], [aria-expanded="true"]) {
		background: var(--vscode-inputOption-activeBackground, var(--vscode-toolbar-activeBackground));
		color: var(--vscode-inputOption-activeForeground, inherit);
		outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
		outline-offset: -1px;
	}
	.tool:disabled {
		color: var(--vscode-disabledForeground);
		cursor: default;
	}
	.flip .icon {
		transform: scaleX(-1);
	}
	.tool:focus-visible {
		outline: 1px solid var(--accent);
	}
	.hc-black .tool:is([aria-pressed="true"], [aria-expanded="true"]),
	.hc-light .tool:is([aria-pressed="true"], [aria-expanded="true"]) {
		box-shadow: inset 0 0 0 1px var(--vscode-contrastActiveBorder);
		font-weight: 700;
	}
	/* Words alone are no button there. */
	.hc-black .tool:not(:focus-visible, :has(.icon)),
	.hc-light .tool:not(:focus-visible, :has(.icon)) {
		outline: 1px solid var(--vscode-contrastBorder);
		outline-offset: -1px;
	}
	/* Three crumbs need the room that the names of the views take. */
	@container (max-width: 1000px) {
		convscope-toolbar:has(button.crumb) .tool span {
			position: absolute;
			width: 1px;
			height: 1px;
			overflow: hidden;
			clip-path: inset(50%);
		}
	}
	/* Where one is counts for more than what the model is called, to whose overview a button leads, too. */
	@container (max-width: 560px) {
		.breadcrumb:has(.crumb ~ .crumb ~ .crumb) > :is(.crumb:first-child, .crumb:first-child + .icon) {
			display: none;
		}
	}
	@container (max-width: 720px) {
		.tool span {
			position: absolute;
			width: 1px;
			height: 1px;
			overflow: hidden;
			clip-path: inset(50%);
		}
	}
`;
