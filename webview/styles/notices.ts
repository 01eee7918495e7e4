import { css } from "lit";

/** What is said over the picture. */
export const notices = css`
	/* They float, so that a fault while typing moves nothing. */
	convscope-notices {
		position: absolute;
		left: 16px;
		right: 16px;
		bottom: 16px;
		pointer-events: none;
		z-index: 2;
	}
	.notice {
		display: flex;
		align-items: flex-start;
		gap: 8px;
		width: fit-content;
		max-width: 640px;
		margin: 6px auto 0;
		padding: 7px 12px;
		border: 1px solid var(--vscode-editorWidget-border, var(--line));
		border-radius: 6px;
		color: var(--vscode-editorWidget-foreground, inherit);
		background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
		box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
		pointer-events: auto;
	}
	.notice .icon {
		margin-top: 1px;
	}
	.notice span {
		flex: 1;
		min-width: 0;
	}
	.notice button {
		flex: none;
	}
`;
