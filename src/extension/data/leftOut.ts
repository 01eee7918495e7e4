import { type Text, text } from "../../network/text";

/** What is said of data that were read. */
export interface Notice {
	readonly severity: "warning" | "info";
	readonly text: Text;
}

/** A file that cannot be read, by its place in the folder, and why: what the reason calls by its bare name is not named twice. */
export function unreadableLine(path: readonly string[], reason: string): string {
	const [place, name] = [path.join("/"), path.at(-1) ?? ""];
	return name !== "" && reason.includes(name) ? reason.replace(name, () => place) : `${place}: ${reason}`;
}

/** What of a folder was not taken, where there is such a thing. `others`: files that are no pictures; `unused`: folders that are no part of the data. */
export function leftOut(
	read: { readonly data: string; readonly train: number; readonly test: number },
	{ unreadable, others, unused }: { readonly unreadable: readonly string[]; readonly others: number; readonly unused: readonly string[] },
): Notice | undefined {
	const skipped = unreadable.length + others;
	const values = { ...read, skipped, first: unreadable[0] ?? "", names: unused.join(", ") };
	if (unreadable.length > 0) {
		const said =
			skipped === 1
				? text("{data}: {train} pictures to train with, {test} to test with; 1 file skipped. {first}", values)
				: text("{data}: {train} pictures to train with, {test} to test with; {skipped} files skipped. {first}", values);
		return { severity: "warning", text: said };
	}
	if (others > 0) {
		const said =
			skipped === 1
				? text("{data}: {train} pictures to train with, {test} to test with; 1 file that is no picture skipped.", values)
				: text("{data}: {train} pictures to train with, {test} to test with; {skipped} files that are no pictures skipped.", values);
		return { severity: "info", text: said };
	}
	if (unused.length === 0) return undefined;
	const said = text("{data}: {train} pictures to train with, {test} to test with; folders that are not used: {names}.", values);
	return { severity: "info", text: said };
}
