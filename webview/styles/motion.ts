import { css } from "lit";

/** Pictures on their way from one zoom to the next, above the view that they arrive in. */
export const motion = css`
	.motion {
		position: absolute;
		inset: 0;
		overflow: clip;
		pointer-events: none;
	}
	.motion .rest {
		position: absolute;
		inset: 0;
	}
	.motion canvas {
		display: block;
		position: absolute;
		image-rendering: pixelated;
	}
	.motion .ghost {
		position: absolute;
		transform-origin: 0 0;
	}
	.motion .ghost.first {
		z-index: 1;
	}
	.motion .ghost canvas {
		width: 100%;
		height: 100%;
	}
	.ghost-frame {
		position: absolute;
		box-shadow:
			0 0 0 1.5px var(--vscode-foreground),
			0 0 0 3px var(--vscode-editor-background);
	}
`;
