import * as v from "valibot";
import { hostSchemas } from "../protocol/panel";

const callSchema = v.object({
	t: v.literal("q"),
	m: v.string(),
	a: v.array(v.unknown()),
	i: v.optional(v.string()),
	o: v.optional(v.boolean()),
});
const answerSchema = v.object({ t: v.literal("s"), i: v.string() });

/** A message from the page as it may go on, or why it is dropped. */
export function admit(
	message: unknown,
): { readonly ok: true; readonly message: unknown } | { readonly ok: false; readonly reason: string } {
	if (v.is(answerSchema, message)) return { ok: true, message };
	const call = v.safeParse(callSchema, message);
	if (!call.success) return { ok: false, reason: "dropped a message from the panel that is neither a call nor an answer" };
	const name = call.output.m;
	if (!Object.hasOwn(hostSchemas, name))
		return { ok: false, reason: `dropped an unknown call from the panel: ${JSON.stringify(name.slice(0, 64))}` };
	const args = v.safeParse(hostSchemas[name as keyof typeof hostSchemas], call.output.a);
	if (args.success) return { ok: true, message: { ...call.output, a: args.output } };
	const [issue] = args.issues;
	return { ok: false, reason: `dropped a call of ${name} from the panel: ${issue.message} (at ${v.getDotPath(issue) ?? "the top"})` };
}
