import { css } from "lit";

/** The strip of samples to choose an input from. */
export const input = css`
	convscope-input-strip {
		position: relative;
		height: 56px;
		border-bottom: 1px solid var(--line);
	}
	.select {
		font: inherit;
		height: 26px;
		padding: 0 4px;
		color: var(--vscode-dropdown-foreground, var(--vscode-foreground));
		background: var(--vscode-dropdown-background, var(--vscode-editor-background));
		border: 1px solid var(--vscode-dropdown-border, var(--line));
		border-radius: 3px;
	}
	.carousel {
		flex: 1;
		min-width: 0;
		height: 52px;
		overflow: auto hidden;
		scrollbar-width: none;
		display: flex;
		align-items: center;
		mask-image: linear-gradient(to right, #000 calc(100% - 28px), transparent);
	}
	.samples {
		position: relative;
		height: 40px;
		flex: none;
	}
	.sample {
		position: absolute;
		top: 2px;
		width: 36px;
		height: 36px;
		border-radius: 2px;
		cursor: pointer;
		overflow: hidden;
	}
	.sample canvas {
		width: 100%;
		height: 100%;
		display: block;
		image-rendering: pixelated;
		background: var(--hair);
	}
	.sample[aria-selected="true"] {
		box-shadow:
			0 0 0 1px var(--vscode-editor-background),
			0 0 0 3px var(--accent);
		overflow: visible;
	}
	.sample:focus-visible {
		outline: 2px solid var(--vscode-foreground);
		outline-offset: 1px;
	}
	vscode-button {
		flex: none;
	}
	@container (max-width: 560px) {
		convscope-input-strip {
			gap: 8px;
		}
	}
	@container (max-width: 400px) {
		/* Beside the buttons no sample would have room. */
		convscope-input-strip {
			height: auto;
			flex-wrap: wrap;
			padding-block: 6px 2px;
			row-gap: 2px;
		}
		.carousel {
			order: 1;
			flex: 1 0 100%;
			height: 44px;
		}
	}
`;
