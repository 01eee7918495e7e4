import { css } from "lit";

/** Test pictures as the network took them, beside the curves. */
export const galleryStyles = css`
	@scope (convscope-gallery) {
		:scope {
			display: block;
		}
		.gallery-head {
			display: flex;
			align-items: center;
			gap: 8px;
			margin: 0 0 6px;
			font-size: 11px;
			line-height: 15px;
		}
		.gallery-head .tool {
			margin-left: auto;
			flex: none;
		}
		.gallery {
			display: grid;
			grid-template-columns: repeat(auto-fill, 52px);
			gap: 6px 4px;
			padding: 2px;
		}
		.gallery-picture {
			width: 52px;
			padding: 2px;
			border-radius: 2px;
			cursor: pointer;
			font-size: 11px;
			line-height: 14px;
			text-align: center;
		}
		.gallery-picture:hover {
			background: var(--hover);
		}
		.gallery-picture canvas {
			display: block;
			width: 48px;
			height: 48px;
			object-fit: contain;
			image-rendering: pixelated;
		}
		.gallery-picture[aria-selected="true"] {
			outline: 2px solid var(--accent);
		}
		.gallery-picture:focus-visible {
			outline: 2px solid var(--vscode-foreground);
		}
		.gallery-picture span {
			display: block;
			overflow: hidden;
			text-overflow: ellipsis;
			white-space: nowrap;
		}
		.gallery-more {
			margin: 6px 2px 2px;
		}
	}
`;
