import { css } from "lit";

/** The table of layers. */
export const ledger = css`
	convscope-ledger {
		display: flex;
		flex-direction: column;
		height: 100%;
	}
	.ledger-bar {
		display: flex;
		gap: 8px;
		padding: 10px 16px;
	}
	.ledger-scroller {
		flex: 1;
		min-height: 0;
		overflow: auto;
		scroll-padding-block: 30px 50px; /* no row that has the focus lies below the head or the totals */
	}
	.ledger-scroller .card {
		padding: 20px 16px;
		max-width: 640px;
	}
	.card-title {
		margin: 0 0 8px;
		font-size: inherit;
		font-weight: 600;
	}
	.ledger {
		border-collapse: separate;
		border-spacing: 0;
		min-width: 100%;
	}
	.ledger th,
	.ledger td {
		padding: 4px 14px;
		font-weight: normal;
		text-align: left;
		white-space: nowrap;
		border-bottom: 1px solid var(--hair);
	}
	.ledger .number {
		text-align: right;
	}
	.ledger thead th {
		position: sticky;
		top: 0;
		z-index: 1;
		background: var(--vscode-editor-background);
		border-bottom: 1px solid var(--line);
		color: var(--dim);
		font-size: 11px;
	}
	/* Whose numbers they are is seen, however far they are scrolled. */
	.ledger th:first-child {
		position: sticky;
		left: 0;
		padding-left: 16px;
		background: linear-gradient(var(--row), var(--row)) var(--vscode-editor-background);
	}
	.ledger thead th:first-child,
	.ledger tfoot th:first-child {
		z-index: 2;
	}
	.ledger tr {
		--row: transparent;
		background: var(--row);
	}
	.ledger tbody tr[data-key] {
		cursor: pointer;
	}
	.ledger tbody tr[data-key]:hover {
		--row: var(--hover, transparent);
	}
	.ledger tbody tr.selected {
		--row: var(--vscode-list-inactiveSelectionBackground, transparent);
	}
	.hc-black .ledger tr.selected > *,
	.hc-light .ledger tr.selected > * {
		box-shadow: inset 0 -1px var(--vscode-contrastActiveBorder), inset 0 1px var(--vscode-contrastActiveBorder);
	}
	.ledger tr.stale td {
		opacity: 0.55;
	}
	.ledger .layer-type {
		font-weight: 600;
	}
	.ledger tfoot th,
	.ledger tfoot td {
		position: sticky;
		bottom: 0;
		background: var(--vscode-editor-background);
		border-top: 1px solid var(--line);
		border-bottom: 0;
		font-weight: 600;
		vertical-align: top;
	}
	.ledger tfoot .dim {
		font-weight: normal;
	}
	.row-name {
		padding: 0 2px;
		margin: 0 -2px;
	}
`;
