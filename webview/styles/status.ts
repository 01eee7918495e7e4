import { css } from "lit";

/** The text twin of what is pointed at, and the state of things. */
export const status = css`
	convscope-status {
		display: block;
		flex: none;
		border-top: 1px solid var(--line);
	}
	.twin {
		display: flex;
		flex-wrap: wrap;
		gap: 0 14px;
		height: 30px;
		overflow: hidden;
		align-items: center;
		align-content: flex-start;
		padding: 6px 16px;
		font-size: 12px;
		line-height: 18px;
	}
	.twin-name {
		font-weight: 600;
	}
	.twin-value {
		font-weight: 600;
	}
	.status {
		display: flex;
		align-items: center;
		gap: 12px;
		padding: 3px 16px;
		min-height: 34px;
		border-top: 1px solid var(--line);
	}
	.facts {
		flex: 1;
		min-width: 0;
		display: flex;
		flex-wrap: wrap;
		gap: 2px 16px;
		align-items: center;
	}
	.fact {
		display: inline-flex;
		align-items: center;
		gap: 5px;
	}
	.reads {
		display: block; /* in a narrow panel it is broken as a sentence, not into columns */
		font-weight: 600;
	}
	.origin {
		font-weight: 400; /* a fact of its own */
	}
	@container (max-width: 560px) {
		.revision {
			position: absolute;
			width: 1px;
			height: 1px;
			overflow: hidden;
			clip-path: inset(50%);
		}
	}
	/* In a low window the picture has the room of what is good to know only. */
	@media (max-height: 560px) {
		.fact.dim {
			position: absolute;
			width: 1px;
			height: 1px;
			overflow: hidden;
			clip-path: inset(50%);
		}
	}
	@container (max-width: 720px) {
		/* Room for two lines, so that no number is cut and nothing moves when one comes. */
		.twin {
			height: 48px;
		}
	}
`;
