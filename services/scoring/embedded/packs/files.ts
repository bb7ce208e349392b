/** Data stands beside the source, also for what a build made of it. */
const ROOT = import.meta.url.includes("/dist/")
	? new URL("../../../../../services/scoring/embedded/packs/", import.meta.url)
	: new URL("./", import.meta.url);

export function packFile(language: string, file: string): URL {
	return new URL(`${language}/${file}`, ROOT);
}
