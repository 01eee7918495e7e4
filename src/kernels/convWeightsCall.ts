@unmanaged
export class ConvWeights {
	x: usize;
	xPixel: usize;
	xRow: usize;
	xImage: usize;
	g: usize;
	gPixel: usize;
	gRow: usize;
	gImage: usize;
	gw: usize;
	offsets: usize;
	taps: i32;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	channels: i32;
}

/** The pictures as the panel kernels see them: rows and columns of a tile, its strides. Each thread has its own instance, and so its own of these. */
export let xPixel: usize = 0;
export let xRow: usize = 0;
export let xImage: usize = 0;
export let gPixel: usize = 0;
export let gRow: usize = 0;
export let gImage: usize = 0;
export let images: i32 = 0;
export let height: i32 = 0;
export let width: i32 = 0;
/** Of the tile. */
export let rows: i32 = 0;
export let columns: i32 = 0;
/** Whether this is the first tile: its sums overwrite what gw holds. */
export let fresh: boolean = true;

/** Takes a call's pictures; those of one row or one column become rows or columns of a bigger one. */
export function openWeights(args: ConvWeights): void {
	xPixel = args.xPixel;
	xRow = args.xRow;
	xImage = args.xImage;
	gPixel = args.gPixel;
	gRow = args.gRow;
	gImage = args.gImage;
	images = args.images;
	height = args.rows;
	width = args.columns;
	if (width == 1) {
		xPixel = xRow;
		gPixel = gRow;
		width = height;
		height = 1;
	}
	if (height == 1) {
		xRow = xImage;
		gRow = gImage;
		height = images;
		images = 1;
	}
	if (width == 1) {
		xPixel = xRow;
		gPixel = gRow;
		width = height;
		height = 1;
	}
}

/** Two matrices instead of pictures: one row of pixels, so many bytes apart. */
export function openMatrices(xApart: usize, gApart: usize): void {
	xPixel = xApart;
	gPixel = gApart;
	xRow = gRow = 0;
}

export function setTile(tileRows: i32, tileColumns: i32, first: boolean): void {
	rows = tileRows;
	columns = tileColumns;
	fresh = first;
}
