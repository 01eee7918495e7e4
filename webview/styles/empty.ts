import { css } from "lit";

/** What stands where there is no model to show. */
export const empty = css`
	.empty {
		max-width: 560px;
		margin: 0 auto;
		padding: 48px 24px;
	}
	.empty pre {
		padding: 12px 14px;
		background: var(--vscode-textCodeBlock-background);
		border: 1px solid var(--hair);
		border-radius: 4px;
		white-space: pre-wrap;
		overflow-wrap: anywhere;
	}
`;
