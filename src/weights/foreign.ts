import { type Text, text } from "../network/text";

/** The first bytes of files that are often named where a safetensors file is meant, and what to do about each. */
const kinds: readonly { readonly starts: readonly string[]; readonly reason: () => Text }[] = [
	{
		// torch.save: a zip since PyTorch 1.6, a pickle of its magic number before.
		starts: ["PK\x03\x04", "\x80\x02\x8a\x0a\x6c\xfc\x9c"],
		reason: () =>
			text(
				"it is no safetensors file but one of torch.save; safetensors.torch.save_file(model.state_dict(), …) in Python writes one that is read here",
			),
	},
	{
		starts: ["version https://git-lfs"],
		reason: () => text("it is only Git LFS's pointer to the file; git lfs pull fetches the file itself"),
	},
	{
		starts: ["<!DOCTYPE", "<!doctype", "<html"],
		reason: () => text("it is a web page, such as a failed download leaves behind; download the file again"),
	},
	{ starts: ["\x89HDF"], reason: () => text("it is an HDF5 file, as Keras writes it; only safetensors files are read") },
	{ starts: ["\x93NUMPY"], reason: () => text("it is a NumPy file; safetensors.numpy.save_file in Python writes one that is read here") },
];

/** What a file is that is no safetensors file, by its first bytes, and what to do about it; undefined where they tell nothing. */
export function foreignFile(file: Uint8Array): Text | undefined {
	const first = String.fromCharCode(...file.subarray(0, 32));
	return kinds.find(({ starts }) => starts.some((start) => first.startsWith(start)))?.reason();
}
