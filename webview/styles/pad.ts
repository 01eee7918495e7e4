import { css } from "lit";

/** The drawing pad: it hangs below the strip of samples. */
export const padStyles = css`
	convscope-pad {
		position: absolute;
		top: 100%;
		right: 16px;
		z-index: 3;
		display: grid;
		gap: 8px;
		margin-top: 4px;
		padding: 10px;
		border: 1px solid var(--vscode-editorWidget-border, var(--line));
		border-radius: 6px;
		color: var(--vscode-editorWidget-foreground, inherit);
		background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
		box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
	}
	.pad {
		position: relative;
		justify-self: center;
		line-height: 0;
	}
	.pad canvas {
		display: block;
		image-rendering: pixelated;
		cursor: crosshair;
		touch-action: none;
		background: #000;
	}
	.pad canvas:focus-visible {
		outline: 2px solid var(--accent);
		outline-offset: 2px;
	}
	.pad-cursor {
		position: absolute;
		width: 9px;
		height: 9px;
		margin: -5px 0 0 -5px;
		border: 2px solid #fff;
		border-radius: 50%;
		box-shadow: 0 0 0 1px #000;
		pointer-events: none;
	}
	.pad-cursor.down {
		background: var(--vscode-charts-red);
	}
	.pad-tools {
		display: flex;
		align-items: center;
		gap: 4px;
	}
	.pad-tools .slider {
		margin-right: auto;
		font-size: 11px;
	}
	.pad-words {
		min-height: 18px;
		margin: 0;
	}
`;
