import { ExitCode, error, info, setFailed } from "./vendor.js";
import { UserError, annotationAt, asksForPush, checkBuilder, checkBuildx, checkLogin, checkServerToken, compiledNow, cpuDefinition, cpusToVerify, depotDefinition, depotTarget, digestOf, dockerfileDefinition, dockerfilePath, entryKeys, explain, explainEnvironment, exportDefinition, fetchReleases, findDistribution, forecast, hasBake, hasDistribution, hasNative, hashTree, imageDefinition, isExported, isPushOutput, isRecord, isReserved, joinHashes, juliaTar, makeRecipes, makeRecord, manifestJuliaVersion, messageOf, overlayDefinition, parseCpuTarget, parseDepotReport, parseHashTree, parseJson, parsePlatform, parseRecord, printBake, provideDistribution, pullDefinition, readEnvironment, readFileEvent, readInputs, readLoads, realDeps, recordAt, records, registriesWithoutLogin, requireManifest, resolveDefinition, resolveTarget, resolveVersion, runBake, secretSpecs, showPlan, startTimeline, takesJulia, tellProgress, textAt, verifyDefinition, withoutPush, writeHashTree, writeOutputs } from "./shared.js";
import { gunzipSync, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join as join$1, posix, relative, resolve, sep } from "node:path";
import { constants, rmSync, statSync } from "node:fs";
import { access, copyFile, link, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";

// src/cache/entry.ts
/**
* A cached depot: a folder with `layout/` (OCI image layout), `report.json` (what the depot bake told),
* `trees.jsonl` (the hash trees that it was made from, one per project and line) and `key`.
*/
const entryFiles = (folder) => ({
	layout: join$1(folder, "layout"),
	report: join$1(folder, "report.json"),
	trees: join$1(folder, "trees.jsonl"),
	key: join$1(folder, "key")
});
/**
* Makes sure that an entry is the one that was asked for: two runs on one machine may have used one folder at once.
*
* @throws {Error} if it is another one
*/
async function checkKey(folder, key) {
	const found = await readFile(entryFiles(folder).key, "utf8");
	if (found !== key) throw new Error(`the entry ${key} holds ${found}`);
}
/** What an entry tells of its layout; entries of an older form have no trees. */
async function readFacts(folder) {
	const { report, trees } = entryFiles(folder);
	return {
		report: await readFile(report, "utf8"),
		trees: await readFile(trees, "utf8").catch(() => "")
	};
}
/** Writes what {@link readFacts} reads, beside the layout. */
async function writeFacts(folder, facts) {
	const { report, trees } = entryFiles(folder);
	await writeFile(report, facts.report);
	await writeFile(trees, facts.trees);
}
function readDescriptor(value) {
	const { digest, size } = isRecord(value) ? value : {};
	if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest) || typeof size !== "number") throw new Error("a descriptor has no digest or size");
	return {
		digest,
		size
	};
}
async function readRecord$1(file) {
	const value = JSON.parse(await readFile(file, "utf8"));
	if (!isRecord(value)) throw new Error(`${file} is not a JSON object`);
	return value;
}
const blob = (layout, { digest }) => join$1(layout, "blobs", ...digest.split(":"));
/** The blobs that a manifest of an image names. */
function manifestBlobs({ config, layers }) {
	return [config, ...Array.isArray(layers) ? layers : []].map(readDescriptor);
}
const sum = (blobs) => blobs.reduce((bytes, { size }) => bytes + size, 0);
/** Bytes of all blobs that a manifest of an image names. */
const sumBlobs = (manifest) => sum(manifestBlobs(manifest));
/**
* Reads an OCI image layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md) and checks that
* every blob is there in full: BuildKit checks digests, but would fail the build on a damaged cache.
*
* @throws {Error} saying what is missing
*/
async function readLayout(layout) {
	const { manifests } = await readRecord$1(join$1(layout, "index.json"));
	const manifest = readDescriptor(Array.isArray(manifests) ? manifests[0] : void 0);
	const blobs = [manifest, ...manifestBlobs(await readRecord$1(blob(layout, manifest)))];
	for (const each of blobs) {
		const { size } = await stat(blob(layout, each));
		if (size !== each.size) throw new Error(`${each.digest} has ${size} bytes instead of ${each.size}`);
	}
	return {
		context: `oci-layout://${layout}@${manifest.digest}`,
		digest: manifest.digest,
		bytes: sum(blobs)
	};
}
/** A second tree with the same files: hard links, copies only where the file system has none to offer. */
async function linkTree(from, to) {
	await mkdir(to, { recursive: true });
	for (const entry of await readdir(from, { withFileTypes: true })) {
		const [source, target] = [join$1(from, entry.name), join$1(to, entry.name)];
		if (entry.isDirectory()) await linkTree(source, target);
		else await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_EXCL));
	}
}

// src/cache/folder.ts
/** How many entries of one platform and Julia version stay; the least recently used go. */
const KEPT = 10;
/** The folder that keeps depot layouts where there is no cache service: `JULIA_BAKE_CACHE_DIR`, else the user's cache. */
const cacheFolder = (env) => env["JULIA_BAKE_CACHE_DIR"] || join$1(env["XDG_CACHE_HOME"] || join$1(homedir(), ".cache"), "julia-bake", "depots");
async function checkWritable(root) {
	try {
		await mkdir(root, { recursive: true });
		await access(root, constants.W_OK);
	} catch (error) {
		throw new UserError(`JULIA_BAKE_CACHE_DIR: cannot write to ${root} (${messageOf(error)}). Name a folder that this user may write to, or set the input cache to false.`);
	}
}
/** Milliseconds since 1970; 0 for what another run has just removed. */
const lastUse = (path) => stat(path).then(({ mtimeMs }) => mtimeMs, () => 0);
async function byLastUse(root) {
	const names = (await readdir(root)).filter((name) => !name.startsWith("."));
	const times = await Promise.all(names.map((name) => lastUse(join$1(root, name))));
	return names.map((name, at) => ({
		name,
		time: times[at] ?? 0
	})).sort((a, b) => b.time - a.time).map(({ name }) => name);
}
/** What a save that was stopped halfway has left behind; one that is under way takes no day. */
async function findHalves(root) {
	const names = (await readdir(root)).filter((name) => name.startsWith("."));
	const times = await Promise.all(names.map((name) => lastUse(join$1(root, name))));
	return names.filter((_, at) => (times[at] ?? 0) < Date.now() - 864e5);
}
/** Puts the entry in `folder` into its place, whole or not at all. */
async function putEntry(folder, root, key) {
	const made = await mkdtemp(join$1(root, ".new-"));
	try {
		await linkTree(folder, join$1(made, key));
		await rm(join$1(root, key), {
			recursive: true,
			force: true
		});
		await rename(join$1(made, key), join$1(root, key));
	} finally {
		await rm(made, {
			recursive: true,
			force: true
		});
	}
}
/** The best entry for the key or its fallbacks. */
async function findEntry(root, { key, fallbacks }) {
	const names = await byLastUse(root);
	return [key, ...fallbacks.map(({ prefix }) => prefix)].map((prefix) => names.find((name) => name.startsWith(prefix))).find((name) => name !== void 0);
}
/** Records lie beside the entries, each written over by the next run: `records/NAME.json` for every name. */
function recordFiles(root) {
	const folder = join$1(root, "records");
	const fileOf = (name) => join$1(folder, `${name}.json`);
	return {
		read: async ({ names }) => {
			const texts = names.map((name) => readFile(fileOf(name), "utf8").catch(() => void 0));
			return (await Promise.all(texts)).find((text) => text !== void 0);
		},
		write: async ({ names }, text) => {
			await mkdir(folder, { recursive: true });
			for (const name of names) {
				const part = `${fileOf(name)}.${process.pid}`;
				await writeFile(part, text);
				await rename(part, fileOf(name));
			}
		}
	};
}
/** A folder on this machine: what stands in for the cache service where there is none. */
async function folderStore(env) {
	const root = cacheFolder(env);
	await checkWritable(root);
	const records = recordFiles(root);
	return {
		name: `the folder ${root}`,
		restore: async (_platform, key, folder) => {
			const found = await findEntry(root, key);
			if (found === void 0) return void 0;
			await linkTree(join$1(root, found), folder);
			await utimes(join$1(root, found), /* @__PURE__ */ new Date(), /* @__PURE__ */ new Date());
			return {
				key: found,
				folder
			};
		},
		look: async (_platform, key) => {
			const found = await findEntry(root, key);
			return found === void 0 ? void 0 : {
				key: found,
				facts: await readFacts(join$1(root, found))
			};
		},
		readRecord: (_platform, key) => records.read(key),
		writeRecord: (_platform, key, { text }) => records.write(key, text),
		save: async (_platform, key, folder) => {
			await putEntry(folder, root, key);
			const lineage = key.slice(0, key.lastIndexOf("-isa-") + 5);
			const useless = [...(await byLastUse(root)).filter((name) => name.startsWith(lineage)).slice(KEPT), ...await findHalves(root)];
			await Promise.all(useless.map((name) => rm(join$1(root, name), {
				recursive: true,
				force: true
			})));
			return "saved";
		}
	};
}

// src/cache/github.ts
/**
* Where entries lie while the cache service's client packs or unpacks them. The client hashes this very string into
* the entry's version: it has to be the same on every runner, so it may not name a home folder.
*/
const staging = (platform, kind) => `~/.cache/julia-bake/github/${platform.name.replaceAll("/", "-")}${kind === "depot" ? "" : `-${kind}`}`;
const absolute = (path) => join$1(homedir(), path.slice(2));
/** Calls `work` with an empty place for an entry, which is gone afterwards. */
async function inStaging(path, work) {
	const folder = absolute(path);
	await rm(folder, {
		recursive: true,
		force: true
	});
	await mkdir(dirname(folder), { recursive: true });
	try {
		return await work(folder);
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
/**
* The service searches this ref's entries for all keys before the default branch's for any: so exact keys go first.
*
* @returns the key under which an entry was found
*/
async function findDepot(cache, path, { key, fallbacks, lookupOnly }) {
	const prefixes = (exact) => fallbacks.filter(({ tier }) => tier === "exact" === exact).map(({ prefix }) => prefix);
	const [nearest = key, ...others] = prefixes(false);
	const options = { lookupOnly };
	return await cache.restoreCache([path], key, prefixes(true), options) ?? await cache.restoreCache([path], nearest, others, options);
}
/** The facts once more, in a small entry of their own: they can be read without the layout. */
const saveFacts = (cache, path, { key, entry }) => inStaging(path, async (folder) => {
	const facts = await readFacts(entry);
	await mkdir(folder);
	await writeFacts(folder, facts);
	await cache.saveCache([path], key);
});
const recordFile = "record.json";
/** GitHub's cache service: entries cannot change, ten gigabytes a repository, the oldest unused go first. */
const githubStore = ({ cache }) => ({
	name: "GitHub's cache service",
	restore: (platform, key, folder) => {
		const path = staging(platform, "depot");
		return inStaging(path, async (staged) => {
			const found = await findDepot(cache, path, {
				...key,
				lookupOnly: false
			});
			if (found === void 0) return void 0;
			await linkTree(staged, folder);
			return {
				key: found,
				folder
			};
		});
	},
	look: async (platform, key) => {
		const found = await findDepot(cache, staging(platform, "depot"), {
			...key,
			lookupOnly: true
		});
		if (found === void 0) return void 0;
		const path = staging(platform, "facts");
		return inStaging(path, async (folder) => {
			const there = await cache.restoreCache([path], found);
			return {
				key: found,
				...there === found ? { facts: await readFacts(folder) } : {}
			};
		});
	},
	save: async (platform, key, entry) => {
		const path = staging(platform, "depot");
		if (await inStaging(path, async (folder) => {
			await linkTree(entry, folder);
			return cache.saveCache([path], key);
		}) < 0) return "not saved: the cache service did not take it";
		await saveFacts(cache, staging(platform, "facts"), {
			key,
			entry
		});
		return "saved";
	},
	readRecord: (platform, { names, run }) => {
		const path = staging(platform, "record");
		const prefixes = names.map((name) => `${name}-`);
		return inStaging(path, async (folder) => {
			return await cache.restoreCache([path], `${names[0] ?? ""}-run-${run}`, prefixes) === void 0 ? void 0 : readFile(join$1(folder, recordFile), "utf8");
		});
	},
	writeRecord: (platform, { names, run }, { text }) => {
		const path = staging(platform, "record");
		return inStaging(path, async (folder) => {
			await mkdir(folder);
			await writeFile(join$1(folder, recordFile), text);
			await cache.saveCache([path], `${names[0] ?? ""}-run-${run}`);
		});
	}
});

// src/cache/key.ts
const hex = (text, digits) => createHash("sha256").update(text).digest("hex").slice(0, digits);
const keyParts = (source) => {
	const { os, arch, variant } = source.platform;
	const native = source.nativeCpu === void 0 ? [] : [source.nativeCpu];
	return [
		{
			name: "prefix",
			value: source.prefix,
			reason: "input cache-prefix"
		},
		{
			name: "version",
			value: "v1",
			reason: "form of the entries"
		},
		{
			name: "trust",
			value: source.trust,
			reason: "a trusted run never restores what a pull request saved"
		},
		{
			name: "julia",
			value: `julia-${source.juliaVersion}`,
			reason: "compiled files fit one exact Julia"
		},
		{
			name: "platform",
			value: [
				os,
				arch,
				...variant ? [variant] : []
			].join("-"),
			reason: "artifacts and native code"
		},
		{
			name: "isa",
			value: `isa-${hex([...source.passes, ...native].join("\n"), 12)}`,
			reason: `CPU targets: ${source.passes.join(" | ") || "Julia's own default"}${native.map((cpu) => ` (native is ${cpu})`).join("")}`
		},
		{
			name: "deps",
			value: `deps-${hex([...[...new Set(source.recipes)].sort(), source.baseImage].join("\n"), 16)}`,
			reason: `immutable packages of the manifest, base image ${source.baseImage}`
		}
	];
};
const join = (parts) => parts.map(({ value }) => value).join("-");
/**
* Composes the key `{prefix}-v1-{trust}-julia-{version}-{os}-{arch}[-{variant}]-isa-{12 hex}-deps-{16 hex}` and its
* fallbacks: a pull request also reads what trusted runs saved, never the other way (DESIGN, Key).
*/
function composeKey(source) {
	const parts = keyParts(source);
	const trusted = keyParts({
		...source,
		trust: "main"
	});
	const lineages = source.trust === "pr" ? [parts, trusted] : [parts];
	const until = (name) => (lineage) => `${join(lineage.slice(0, lineage.findIndex((part) => part.name === name) + 1))}-`;
	return {
		key: join(parts),
		parts,
		fallbacks: [
			...lineages.slice(1).map((lineage) => ({
				prefix: join(lineage),
				tier: "exact"
			})),
			...lineages.map(until("isa")).map((prefix) => ({
				prefix,
				tier: "compiled"
			})),
			...lineages.map(until("platform")).map((prefix) => ({
				prefix,
				tier: "packages"
			}))
		]
	};
}
/** How much of the entry found under `found` fits a run with this key. */
function tierOf(found, { key, fallbacks }) {
	if (found === key) return "exact";
	return fallbacks.find(({ prefix }) => found.startsWith(prefix))?.tier ?? "packages";
}
/**
* Names of the records of an image on a platform, best first: those of this Julia, and of any. Only trusted runs write
* some. Images of one repository are told apart by their project folders, and by `prefix`.
*
* @param folders project folders, with the context's
* @param run what no other run of the same image has, such as `GITHUB_RUN_ID` and the attempt
*/
function composeRecordKey({ prefix, platform, juliaVersion }, folders, run) {
	const { os, arch, variant } = platform;
	const name = `${[
		prefix,
		"v1",
		"main",
		"record",
		os,
		arch,
		...variant ? [variant] : []
	].join("-")}-${hex(JSON.stringify(folders), 12)}`;
	return {
		names: [`${name}-julia-${juliaVersion}`, name],
		run
	};
}
/**
* The class of what a run restores and may save. Only pull requests keep code that nobody has reviewed yet;
* `pull_request_target` and the like save nothing (rights.ts), and take nothing from a pull request.
*/
const trustOf = (event) => event === "pull_request" ? "pr" : "main";

// src/cache/facts.ts
/**
* Characters that facts may have as an annotation: a registry takes manifests of 4 MiB at least
* (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests).
*/
const LONGEST = 3145728;
/** Bytes of facts, unpacked: a stored manifest may hold anything. */
const MOST_BYTES = 67108864;
/** A text as one line: gzip, base64. */
const packText = (text) => gzipSync(text).toString("base64");
/** @throws {Error} for what {@link packText} has not written */
const unpackText = (packed) => gunzipSync(Buffer.from(packed, "base64"), { maxOutputLength: MOST_BYTES }).toString("utf8");
/**
* Facts as one line of text: JSON, gzip, base64.
*
* @throws {Error} if that is longer than a manifest may be
*/
function packFacts({ report, trees }) {
	const packed = packText(JSON.stringify({
		report,
		trees
	}));
	if (packed.length <= LONGEST) return packed;
	throw new Error(`what there is to tell of the depot takes ${packed.length} characters of ${LONGEST}`);
}
/**
* Reads what {@link packFacts} wrote.
*
* @throws {Error} for anything else
*/
function unpackFacts(packed) {
	const value = JSON.parse(unpackText(packed));
	if (typeof value === "object" && value !== null && "report" in value && "trees" in value) {
		const { report, trees } = value;
		if (typeof report === "string" && typeof trees === "string") return {
			report,
			trees
		};
	}
	throw new Error("the facts of a depot have no report or no trees");
}

// src/cache/registry.ts
/** Annotations of a depot's manifest. */
const annotation = {
	key: "io.github.julia-bake.key",
	facts: "io.github.julia-bake.facts",
	record: "io.github.julia-bake.record"
};
/** Characters that one argument of a program may have on Linux (`MAX_ARG_STRLEN`), with room for the rest of it. */
const LONGEST_ARGUMENT = 130072;
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
/**
* The tag for a key, or for a fallback's prefix. What is no tag as it is
* (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests), such as a nightly's key
* with its `+`, gets the hash of all of it at the end, so that no two share one.
*/
function tagOf(text) {
	const plain = text.replace(/-$/, "");
	if (/^\w[\w.-]{0,127}$/.test(plain)) return plain;
	return `${plain.replace(/[^\w.-]/g, "_").replace(/^\W/, "_").slice(0, 111)}-${sha256(plain).slice(0, 16)}`;
}
/** Tags that a depot is pushed under: its own, and that of each tier of its lineage, which goes on to the newest. */
const tagsOf = ({ key, fallbacks }) => [key, ...fallbacks.map(({ prefix }) => prefix).filter((prefix) => key.startsWith(prefix))].map(tagOf);
/**
* A manifest as the registry has it, to the byte; nothing if it has none.
*
* @param name `:TAG` or `@DIGEST`
*/
async function readManifest$1({ repo, builder, exec }, name) {
	const args = [
		"buildx",
		"imagetools",
		"inspect",
		...[...builder ? ["--builder", builder] : [], "--raw"],
		`${repo}${name}`
	];
	const { exitCode, stdout, stderr } = await exec("docker", args, {
		silent: true,
		ignoreReturnCode: true
	});
	if (exitCode === 0) return stdout;
	if (/: not found\s*$/.test(stderr)) return void 0;
	throw new Error(stderr.trim().replace(/^ERROR: /, "") || `docker ${args.join(" ")} ended with ${exitCode}`);
}
function parseManifest(text) {
	const value = JSON.parse(text);
	return isRecord(value) ? value : {};
}
const layoutOf = (repo, manifest) => {
	const digest = `sha256:${sha256(manifest)}`;
	const bytes = Buffer.byteLength(manifest) + sumBlobs(parseManifest(manifest));
	return {
		context: `docker-image://${repo}@${digest}`,
		digest,
		bytes
	};
};
function readDepot(repo, manifest) {
	const { annotations } = parseManifest(manifest);
	const { [annotation.key]: key, [annotation.facts]: facts } = isRecord(annotations) ? annotations : {};
	if (typeof key !== "string" || typeof facts !== "string") throw new Error("a manifest has no key or no facts of a depot among its annotations");
	return {
		key,
		facts: unpackFacts(facts),
		layout: layoutOf(repo, manifest)
	};
}
async function restoreDepot$1(source, { key, fallbacks }) {
	for (const { prefix, tier } of [{
		prefix: key,
		tier: "exact"
	}, ...fallbacks]) {
		const manifest = await readManifest$1(source, `:${tagOf(prefix)}`);
		if (manifest === void 0) continue;
		const depot = readDepot(source.repo, manifest);
		if (!(tier === "exact" ? depot.key === prefix : depot.key.startsWith(prefix))) throw new Error(`the tag ${tagOf(prefix)} holds ${depot.key}`);
		return depot;
	}
}
async function readRecord(source, { names }) {
	for (const name of names) {
		const manifest = await readManifest$1(source, `:${tagOf(name)}`);
		const { annotations } = manifest === void 0 ? {} : parseManifest(manifest);
		const packed = isRecord(annotations) ? annotations[annotation.record] : void 0;
		if (typeof packed === "string") return unpackText(packed);
	}
}
/** A record is the annotation of an index that holds the run's depot, under tags that go on to the newest. */
async function writeRecord({ repo, builder, exec }, { names }, { text, layout }) {
	if (!layout.context.startsWith(`docker-image://${repo}@`)) throw new Error("it belongs to a depot that is not in the registry");
	const packed = packText(text);
	if (packed.length > LONGEST_ARGUMENT) throw new Error(`it takes ${packed.length} characters of ${LONGEST_ARGUMENT}`);
	const { exitCode, stderr } = await exec("docker", [
		...[
			"buildx",
			"imagetools",
			"create",
			...builder ? ["--builder", builder] : []
		],
		...names.flatMap((name) => ["--tag", `${repo}:${tagOf(name)}`]),
		...[
			"--annotation",
			`index:${annotation.record}=${packed}`,
			`${repo}@${layout.digest}`
		]
	], {
		silent: true,
		ignoreReturnCode: true
	});
	if (exitCode !== 0) throw new Error(stderr.trim().replace(/^ERROR: /, ""));
}
/** The names are pushed in this order: a tier's tag never names what has no tag of its own. */
const pushOutput = (names) => `type=image,"name=${names.join(",")}",push=true,store=false,oci-mediatypes=true,compression=zstd,force-compression=true`;
/**
* A repository of a registry: depots are images under their keys as tags, pushed and pulled by the builder. The manifest
* tells all that a run wants to know, so that an exact hit is one manifest. Docker's own credentials are used.
*/
function registryStore(repo, { builder, exec }) {
	const source = {
		repo,
		builder,
		exec
	};
	return {
		name: `the registry repository ${repo}`,
		restore: (_platform, key) => restoreDepot$1(source, key),
		look: (_platform, key) => restoreDepot$1(source, key),
		readRecord: (_platform, key) => readRecord(source, key),
		writeRecord: (_platform, key, record) => writeRecord(source, key, record),
		save: () => Promise.resolve("not saved"),
		push: {
			target: (key, facts) => ({
				output: [pushOutput(tagsOf(key).map((tag) => `${repo}:${tag}`))],
				annotations: [`${annotation.key}=${key.key}`, `${annotation.facts}=${packFacts(facts)}`]
			}),
			find: async (digest) => {
				const manifest = await readManifest$1(source, `@${digest}`);
				if (manifest === void 0) throw new Error(`${digest} was pushed and is not there`);
				return layoutOf(repo, manifest);
			}
		}
	};
}

// src/cache/cache.ts
const none = {
	name: "no store (input cache is false)",
	restore: () => Promise.resolve(void 0),
	look: () => Promise.resolve(void 0),
	readRecord: () => Promise.resolve(void 0),
	writeRecord: () => Promise.resolve(),
	save: () => Promise.resolve("not saved (input cache is false)")
};
/** Entries are folders: each has to be what it was asked for, and whole. */
const throughFolder = ({ restore, save, ...store }) => ({
	...store,
	restore: async (platform, key, folder) => {
		const found = await restore(platform, key, folder);
		if (found === void 0) return void 0;
		await checkKey(folder, found.key);
		const layout = await readLayout(entryFiles(folder).layout);
		return {
			key: found.key,
			layout,
			facts: await readFacts(folder)
		};
	},
	save: async (platform, key, folder) => {
		await writeFile(entryFiles(folder).key, key);
		return save(platform, key, folder);
	}
});
/** Which kind of store a run has: the input's, GitHub's where it is to be had, else a folder. */
function storeKind({ cacheRepo }, deps) {
	if (cacheRepo !== "") return "registry";
	return deps.cache.isFeatureAvailable() && deps.env["ACTIONS_RUNTIME_TOKEN"] ? "github" : "folder";
}
async function chooseStore(inputs, deps) {
	const { cacheRepo, builder } = inputs;
	const kind = storeKind(inputs, deps);
	if (kind === "registry") return registryStore(cacheRepo, {
		builder,
		exec: deps.exec
	});
	return throughFolder(kind === "github" ? githubStore(deps) : await folderStore(deps.env));
}
/** What is only there to be told: where it cannot be had, the run says so and does without. */
function quiet(store, { restore, save }, { log }) {
	return {
		look: async (platform, key) => {
			if (!restore.done) return void 0;
			try {
				const found = await store.look(platform, key);
				return found && {
					...found,
					tier: tierOf(found.key, key)
				};
			} catch (error) {
				log.warning(`${platform.name}: ${store.name} does not tell what it has: ${messageOf(error)}`);
				return "unknown";
			}
		},
		readRecord: async (platform, key) => {
			if (!restore.done) return void 0;
			return store.readRecord(platform, key).catch((error) => {
				log.info(`${platform.name}: the last run's record cannot be read: ${messageOf(error)}`);
			});
		},
		writeRecord: async (platform, key, record) => {
			if (!save.done) return;
			await store.writeRecord(platform, key, record).catch((error) => {
				log.info(`${platform.name}: this run's record is not kept: ${messageOf(error)}`);
			});
		}
	};
}
/**
* Chooses the store: the registry that the input names, else GitHub's cache service where this run has one, else a
* folder on this machine.
*
* @param rights what this run may do with it
* @throws {@link UserError} when the folder cannot be written
*/
async function openCache(inputs, deps, rights) {
	if (inputs.cache === "false") return none;
	const store = await chooseStore(inputs, deps);
	const mayPush = rights.save.done && store.push !== void 0;
	return {
		name: store.name,
		...mayPush ? { push: store.push } : {},
		restore: async (platform, key, folder) => {
			if (!rights.restore.done) return void 0;
			try {
				const found = await store.restore(platform, key, folder);
				return found && {
					...found,
					tier: tierOf(found.key, key)
				};
			} catch (error) {
				deps.log.warning(`${platform.name}: nothing restored from ${store.name}: ${messageOf(error)}`);
				await rm(folder, {
					recursive: true,
					force: true
				});
				return;
			}
		},
		...quiet(store, rights, deps),
		save: async (platform, key, folder) => {
			if (!rights.save.done) return `not saved (${rights.save.why})`;
			try {
				return await store.save(platform, key, folder);
			} catch (error) {
				deps.log.warning(`${platform.name}: not saved to ${store.name}: ${messageOf(error)}`);
				return "not saved";
			}
		}
	};
}

// src/cache/rights.ts
/** Events that only people with write access or GitHub itself can start, on the repository's own code. */
const trusted = [
	"push",
	"create",
	"schedule",
	"workflow_dispatch",
	"repository_dispatch",
	"release",
	"deployment",
	"page_build",
	"registry_package"
];
/** A head whose repository is gone was a fork. */
const isFork = (payload, pull) => {
	const own = textAt(recordAt(payload, "repository"), "full_name");
	const head = textAt(recordAt(recordAt(pull, "head"), "repo"), "full_name");
	return head === void 0 || head.toLowerCase() !== own?.toLowerCase();
};
/** A `workflow_run` is as good as the run before it, if that was of this repository. */
function originOfRun(payload) {
	const run = recordAt(payload, "workflow_run");
	const own = textAt(recordAt(payload, "repository"), "full_name");
	const head = textAt(recordAt(run, "head_repository"), "full_name");
	return trusted.includes(textAt(run, "event") ?? "") && own !== void 0 && head === own ? "repository" : "anyone";
}
/** Whose code a run builds, from its event (https://docs.github.com/actions/reference/events-that-trigger-workflows). */
function originOf(event, payload) {
	if (event === void 0 || event === "" || trusted.includes(event)) return "repository";
	if (event === "merge_group") return "queue";
	if (event === "pull_request") return isFork(payload, recordAt(payload, "pull_request")) ? "fork" : "branch";
	return event === "workflow_run" ? originOfRun(payload) : "anyone";
}
const READ = 1;
const WRITE = 2;
/**
* What the claim `ac` of a runtime token allows in any scope: a JSON Web Token whose claim is a JSON text, a list of
* `{Scope, Permission}` with 1 for reading, 2 for writing, 3 for both (FACTS §5).
*
* @returns nothing where the token has no such claim, which says nothing
*/
function readAccess(token) {
	const claims = parseJson(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString());
	const scopes = parseJson(textAt(claims, "ac") ?? "");
	if (!Array.isArray(scopes)) return void 0;
	const permissions = scopes.map((scope) => isRecord(scope) ? Number(scope["Permission"]) : 0);
	const has = (right) => permissions.some((each) => (each & right) !== 0);
	return {
		read: has(READ),
		write: has(WRITE)
	};
}
const done = { done: true };
const not = (why) => ({
	done: false,
	why
});
/** What the cache service itself allows; elsewhere nobody says so beforehand. */
function decideAccess({ store, token, cacheMode }) {
	if (store !== "github") return {
		restore: done,
		save: done
	};
	const access = readAccess(token) ?? {
		read: true,
		write: true
	};
	const mode = cacheMode?.trim().toLowerCase() ?? "";
	const allows = (allowed, right, modes) => {
		if (modes.includes(mode)) return not(`the job's cache mode is ${mode}`);
		return allowed ? done : not(`this run's token for the cache service may not ${right}`);
	};
	return {
		restore: allows(access.read, "read", ["none", "write-only"]),
		save: allows(access.write, "write", ["none", "read"])
	};
}
function decideSave(origin, source) {
	if (source.cache === "false") return not("input cache is false");
	if (source.cache === "restore-only") return not("input cache is restore-only");
	if (origin === "fork") return not("a fork's pull request does not save");
	if (origin === "anyone") return not(`anyone can start ${source.event ?? "this event"}, and its code may be a stranger's`);
	if (origin === "queue" && source.store === "github") return not("nobody could restore it: the cache scope of a merge queue's branch ends with the branch");
	return decideAccess(source).save;
}
function decidePush(origin, { push }) {
	if (!push.wanted) return not("not asked for");
	if (origin !== "fork" || push.login) return done;
	return not("a fork's pull request gets no login for the registry");
}
/**
* Decides what a run may do with the cache and the registry. A pull request saves under a class of its own, which only
* pull requests restore; what anyone can start restores what trusted runs saved and saves nothing, since it has
* rights that its code may not deserve.
*/
function decideRights(source) {
	const origin = originOf(source.event, source.payload);
	const trust = trustOf(source.event);
	return {
		origin,
		trust,
		restores: trust === "pr" ? ["pr", "main"] : ["main"],
		restore: source.cache === "false" ? not("input cache is false") : decideAccess(source).restore,
		save: decideSave(origin, source),
		push: decidePush(origin, source)
	};
}
const originWords = {
	repository: "the repository's own code",
	queue: "a merge queue",
	branch: "a pull request from a branch of the repository",
	fork: "a pull request from a fork",
	anyone: "an event that anyone can start, with the repository's rights"
};
/** Rights in words, a line each, for the log. */
function describeRights({ origin, restores, trust, ...rights }) {
	const whose = {
		main: "trusted runs",
		pr: "pull requests"
	};
	const words = (decision, yes) => decision.done ? yes : `no: ${decision.why}`;
	return [
		`run      ${originWords[origin]}`,
		`restore  ${words(rights.restore, `what ${restores.map((each) => whose[each]).join(" and ")} saved`)}`,
		`save     ${words(rights.save, `for ${trust === "pr" ? "pull requests only" : "every run"}`)}`,
		`push     ${words(rights.push, "yes")}`
	];
}

// src/own.ts
const howToTake = "Put these lines into it, with the project in /app:\n  COPY --link --from=julia / /\n  COPY --link --from=julia-depot / /\n  ENV PATH=/usr/local/julia/bin:$PATH JULIA_DEPOT_PATH=:/opt/julia/depot JULIA_PROJECT=/app\n  COPY . /app\n  RUN --mount=from=julia-bake,target=/julia-bake julia /julia-bake/compile.jl";
async function readDockerfile({ file, target }) {
	const path = resolve(file);
	const text = await readFile(path, "utf8").catch(() => void 0);
	if (text === void 0) throw new UserError(`file: there is no Dockerfile at ${path}. It is looked for in the working directory, as docker build does: write the path from there, or check the repository out before this step.`);
	if (takesJulia(text, target) === "no") throw new UserError(`file: ${file} takes nothing from the contexts julia, julia-depot and julia-bake${target === "" ? "" : ` for the target ${target}`}, so its image would have no Julia from here. ${howToTake}`);
	return {
		kind: "dockerfile",
		file: path
	};
}
/** The text of a target's Dockerfile; nothing where it is not on this machine. */
async function dockerfileText(target) {
	if (target["dockerfile-inline"] !== void 0) return target["dockerfile-inline"];
	if (/^(https?|git|ssh):|^git@|^target:/.test(target.context)) return void 0;
	return readFile(dockerfilePath(target), "utf8").catch(() => void 0);
}
/** Whether a target's image holds Julia: by its own Dockerfile, or by that of a target that it is made from. */
async function holdsJulia({ target }) {
	const texts = new Map(await Promise.all(Object.entries(target).map(async ([name, each]) => [name, await dockerfileText(each)])));
	const look = (name, seen) => {
		const [text, own] = [texts.get(name), target[name]];
		if (text === void 0 || own === void 0) return "unknown";
		return takesJulia(text, own.target, (context) => {
			const from = /^target:(.+)$/.exec(own.contexts?.[context] ?? "")?.[1];
			return from === void 0 || seen.includes(from) ? "no" : look(from, [...seen, from]);
		});
	};
	return (name) => look(name, [name]);
}
/** Those of a target's platforms that the run is for; one that names none is built for all of them. */
function platformsOf(name, { platforms }, { inputs, deps }) {
	const run = inputs.platforms.map((platform) => platform.name);
	if (platforms === void 0 || platforms.length === 0) return run;
	const names = platforms.map((each) => normalPlatform(each));
	const kept = names.filter((each) => run.includes(each));
	const left = names.filter((each) => !run.includes(each));
	if (kept.length === 0) throw new UserError(`platforms: the target ${name} is for ${names.join(", ")}, and the input names ${run.join(", ")}. Name a platform of the target, or leave the target out of targets.`);
	if (left.length > 0) deps.log.info(`Target ${name} is not built for ${left.join(", ")}, which the input platforms does not name.`);
	return kept;
}
/** Julia need not be built for a platform of theirs that this run is not for. */
function normalPlatform(name) {
	try {
		return parsePlatform(name).name;
	} catch {
		return name;
	}
}
/** A target and all that it is made from. */
function closure(definition, name, seen = /* @__PURE__ */ new Set()) {
	const target = definition.target[name];
	if (target === void 0 || seen.has(name)) return [];
	const from = Object.values(target.contexts ?? {}).flatMap((each) => /^target:(.+)$/.exec(each)?.[1] ?? []);
	return [.../* @__PURE__ */ new Set([name, ...from.flatMap((each) => closure(definition, each, /* @__PURE__ */ new Set([...seen, name])))])];
}
async function findBase(desk, printed) {
	const name = /^target:(.+)$/.exec(desk.inputs.baseImage)?.[1];
	if (name === void 0) return void 0;
	const definition = name in printed.target ? printed : await printBake(desk.inputs, [name], desk.deps);
	const targets = closure(definition, name).map((each) => [each, definition.target[each]]);
	return {
		name,
		targets: Object.fromEntries(targets.flatMap(([each, target]) => target === void 0 ? [] : [[each, target]]))
	};
}
async function readBake(desk) {
	const { inputs, deps } = desk;
	await checkBuildx(deps);
	const printed = await printBake(inputs, inputs.targets, deps);
	const named = printed.group.default.targets;
	const reserved = Object.keys(printed.target).find(isReserved);
	if (reserved !== void 0) throw new UserError(`targets: the name ${reserved} is for a target of julia-bake's own. Rename it. Taken are: julia-bake-*, resolved, and julia-*, depot-* and depot-report-* with an architecture.`);
	const narrowed = Object.entries(printed.target).map(([name, target]) => {
		const platforms = named.includes(name) ? platformsOf(name, target, desk) : target.platforms;
		return [name, platforms === void 0 ? target : {
			...target,
			platforms
		}];
	});
	const definition = {
		...printed,
		target: Object.fromEntries(narrowed)
	};
	const base = await findBase(desk, printed);
	return {
		kind: "bake",
		definition,
		verified: await findVerified(definition, deps),
		...base === void 0 ? {} : {
			base,
			baseHash: await hashBase(base)
		}
	};
}
async function findVerified(definition, deps) {
	const named = definition.group.default.targets;
	const holds = await holdsJulia(definition);
	const without = named.filter((name) => holds(name) === "no");
	if (without.length === named.length) throw new UserError(`targets: no Dockerfile of ${named.join(", ")} takes anything from the contexts julia, julia-depot and julia-bake, so their images would have no Julia from here. ${howToTake}`);
	for (const name of without) deps.log.info(`Target ${name} takes nothing from julia and julia-depot: it is built, and not verified.`);
	return named.filter((name) => !without.includes(name));
}
/**
* Finds out what the image bake is to build, before any work.
*
* @throws {@link UserError} for a Dockerfile that is not there or takes no Julia, a bake definition that buildx cannot
*   read, a target that it does not have
*/
async function readOwn(inputs, deps) {
	if (hasBake(inputs)) return readBake({
		inputs,
		deps
	});
	return inputs.file === "" ? { kind: "generated" } : readDockerfile(inputs);
}
/** The platforms that the images of a run are for: those of its targets, in the order of the input. */
function platformsFor(own, platforms) {
	if (own.kind !== "bake") return platforms;
	const { group, target } = own.definition;
	const used = group.default.targets.flatMap((name) => target[name]?.platforms ?? []);
	return platforms.filter(({ name }) => used.includes(name));
}
const outputsOf = ({ definition }) => Object.values(definition.target).flatMap(({ output = [] }) => output);
/** Whether a bake definition pushes by itself. */
const pushes = (own) => own.kind === "bake" && outputsOf(own).some(isPushOutput);
/** A bake definition without all that pushes. */
function withoutOwnPush(own) {
	if (!pushes(own) || own.kind !== "bake") return own;
	const targets = Object.entries(own.definition.target).map(([name, { output = [], ...target }]) => {
		const kept = output.filter((each) => !isPushOutput(each));
		return [name, kept.length > 0 ? {
			...target,
			output: kept
		} : target];
	});
	return {
		...own,
		definition: {
			...own.definition,
			target: Object.fromEntries(targets)
		}
	};
}
/** The target that the run's own stages are based on, where there is one. */
const baseOf = (own) => own.kind !== "bake" || own.base === void 0 ? {} : { base: own.base };
/** What stands for the base image in a cache key: for a target, what it is made from. */
const baseReference = (own, baseImage) => own.kind !== "bake" || own.baseHash === void 0 ? baseImage : `${baseImage}@${own.baseHash}`;
async function hashBase({ targets }) {
	const parts = await Promise.all(Object.values(targets).map(async (target) => [{
		...target,
		tags: [],
		labels: {},
		annotations: [],
		output: []
	}, await dockerfileText(target)]));
	return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

// src/depot-bake.ts
function openBaker(shop, prepared, onEvent) {
	const { inputs, own, deps, folder, secrets } = shop;
	const { platform, julia, hit } = prepared;
	const { baseImage, pkgServer, builder, allow } = inputs;
	let total = 0;
	const run = async (title, output, image) => {
		const definition = depotDefinition({
			platform,
			distribution: julia.folder
		}, {
			plan: join$1(folder, "depot-plan"),
			baseImage,
			...baseOf(own),
			pkgServer,
			secrets,
			image
		}, output, hit && {
			context: hit.layout.context,
			reuse: hit.tier === "packages" ? "packages" : "compiled"
		});
		const bake = {
			title: `${title} ${platform.name}`,
			definition,
			builder,
			allow,
			folder
		};
		const result = await shop.timeline.watch([platform.name], () => runBake(bake, deps, onEvent));
		total += result.seconds;
		return result;
	};
	return {
		shop,
		prepared,
		seconds: () => total,
		bake: (output) => run("depot", output, inputs),
		bakeAgain: (title, output) => run(title, output, {
			...inputs,
			noCache: false
		})
	};
}
/** The depot in the registry. Any trouble on the way there is told, and the build goes on without. */
async function pushDepot({ shop: { cache, deps }, prepared: { platform, key }, bakeAgain }, push, facts) {
	try {
		const result = await bakeAgain("push of depot", { push: push.target(key, facts) });
		if (result.failure !== void 0) throw new Error(result.failure);
		return await push.find(digestOf(result, depotTarget(platform)) ?? "");
	} catch (error) {
		deps.log.warning(`${platform.name}: not saved to ${cache.name}: ${messageOf(error)}`);
		return;
	}
}
/** Saves the depot in the entry's folder; that goes on while the image is baked. */
async function saveEntry({ shop, prepared }, entry, facts) {
	await writeFacts(entry, facts);
	return {
		layout: await readLayout(entryFiles(entry).layout),
		facts,
		saving: shop.cache.save(prepared.platform, prepared.key.key, entry)
	};
}
/** Gives the depot that was just compiled to the store: from the builder, or by way of this machine. */
async function keepDepot(baker, entry, facts) {
	const { push } = baker.shop.cache;
	if (push !== void 0) {
		const layout = await pushDepot(baker, push, facts);
		if (layout !== void 0) return {
			layout,
			facts,
			saving: Promise.resolve("saved")
		};
		const { failure } = await baker.bakeAgain("export of depot", { layout: entryFiles(entry).layout });
		if (failure !== void 0) return { failure };
	}
	return saveEntry(baker, entry, facts);
}
/** Shows in the manifest which package could not be fetched. */
function tellUnfetched({ shop: { plan, deps }, prepared: { platform } }, events) {
	const name = events.find(({ kind, text }) => kind === "error" && text.startsWith("fetch "))?.text.split(" ")[1];
	const manifest = plan.projects.map(({ environment }) => environment.manifest).find(({ entries }) => entries.some((entry) => entry.name === name));
	if (name === void 0 || manifest === void 0) return;
	deps.log.error(`${platform.name}: ${name} could not be fetched: it is private, or this version is no longer there. The log says more.`, annotationAt(deps.env, "Package out of reach", {
		file: manifest.file,
		keys: entryKeys(name)
	}));
}
async function makeDepot$1(baker, folder) {
	const { cache, plan } = baker.shop;
	const output = cache.push === void 0 ? { layout: entryFiles(folder.entry).layout } : {};
	const { failure, transcript } = await baker.bake({
		...output,
		report: folder.report
	});
	const done = transcript.events.filter(({ kind }) => kind === "done");
	const compiled = new Set(done.map(({ text }) => text.split(" ")[0] ?? ""));
	if (failure !== void 0) {
		tellUnfetched(baker, transcript.events);
		return {
			compiled,
			made: { failure }
		};
	}
	const facts = {
		report: await readFile(join$1(folder.report, "report.json"), "utf8"),
		trees: plan.projects.map(({ tree }) => writeHashTree(tree)).join("")
	};
	return {
		compiled,
		made: await keepDepot(baker, folder.entry, facts)
	};
}
/**
* Step 4 for a platform without an exact hit: compiles its depot, and gives it to the store. A failure is part of the
* result.
*/
async function bakeDepot(shop, prepared, onEvent) {
	const { id } = prepared.platform;
	const folder = {
		entry: join$1(shop.folder, `depot-${id}`),
		report: join$1(shop.folder, `report-${id}`)
	};
	await mkdir(folder.entry, { recursive: true });
	const baker = openBaker(shop, prepared, onEvent);
	return {
		...await makeDepot$1(baker, folder),
		seconds: baker.seconds()
	};
}

// src/native-cpu.ts
/**
* The CPU that `native` stands for on the builder, per platform: `NAME-DIGEST`, its name as Julia has it and a digest
* of what the kernel says that it is and can do. It is asked where the compiling is done, since the builder may be
* another machine or emulate the platform. The stages get it in their plans, so that BuildKit's own cache does not
* give what was compiled on another CPU.
*
* @param distribution folder of the platform's repacked Julia
* @returns nothing where nothing is compiled for `native`
* @throws {@link UserError} if the builder cannot run Julia there
*/
async function identifyNative({ inputs, deps, folder }, { platform, target }, distribution) {
	if (!hasNative(target)) return void 0;
	const { baseImage, pkgServer, builder, allow } = inputs;
	const definition = cpuDefinition({
		platform,
		distribution
	}, {
		baseImage,
		pkgServer,
		secrets: [],
		image: {
			...inputs,
			ssh: []
		}
	});
	const bake = {
		title: `cpu ${platform.name}`,
		definition,
		builder,
		allow,
		folder
	};
	const { failure, transcript } = await runBake(bake, deps, () => void 0);
	const cpu = transcript.events.find(({ kind }) => kind === "cpu")?.text;
	if (cpu === void 0) throw new UserError(`cpu-target: native: the builder does not tell its CPU on ${platform.name}: ${failure ?? "it said nothing."}`);
	for (const plan of ["depot-plan", "image-plan"]) {
		await mkdir(join$1(folder, plan, "native-cpu"), { recursive: true });
		await writeFile(join$1(folder, plan, "native-cpu", platform.id), `${cpu}\n`);
	}
	return cpu;
}

// src/plan-folder.ts
const packageLines = (packages) => packages.map(({ uuid, name }) => `${uuid} ${name}\n`).join("");
async function writeTargets(folder, { platforms }) {
	await mkdir(join$1(folder, "cpu-targets"), { recursive: true });
	await Promise.all(platforms.map(({ platform, target }) => writeFile(join$1(folder, "cpu-targets", platform.id), target.passes.map((pass) => `${pass}\n`).join(""))));
}
async function writeRecipe(folder, recipe) {
	const environment = join$1(folder, "environment");
	await mkdir(environment, { recursive: true });
	await writeFile(join$1(environment, "Project.toml"), recipe.project);
	await writeFile(join$1(environment, "Manifest.toml"), recipe.manifest);
	if (recipe.preferences !== void 0) await writeFile(join$1(environment, "LocalPreferences.toml"), recipe.preferences);
	await writeFile(join$1(folder, "packages"), packageLines(recipe.packages));
}
/** What the image stage compiles of a project: packages that are not in its recipe, dependencies first, then itself. */
function ownPackages({ environment, tree }) {
	const { name, uuid } = environment.project;
	const itself = name !== void 0 && uuid !== void 0 ? [{
		name,
		uuid
	}] : [];
	return [...tree.nodes.filter((node) => !node.immutable && node.uuid !== uuid), ...itself];
}
/**
* Writes what the depot stage reads: `recipes/N/environment/`, `recipes/N/packages` (lines `uuid name`, dependencies
* first) and `cpu-targets/ARCH` (a line per pass).
*/
async function writeDepotPlan(folder, plan) {
	await writeTargets(folder, plan);
	await mkdir(join$1(folder, "recipes"), { recursive: true });
	const recipes = plan.recipes.filter(({ packages }) => packages.length > 0);
	await Promise.all(recipes.map((recipe, at) => writeRecipe(join$1(folder, "recipes", String(at + 1)), recipe)));
}
/** Writes `registries`, a line per address, where there are any besides Julia's own. */
async function writeRegistries(folder, registries) {
	if (registries.length > 0) await writeFile(join$1(folder, "registries"), registries.map((url) => `${url}\n`).join(""));
}
/** A project as scripts find it again in an image: its folder in the context, and its project file. */
async function writeProjectFolder(folder, { folder: path, environment }) {
	await mkdir(folder, { recursive: true });
	await writeFile(join$1(folder, "folder"), `${path}\n`);
	await writeFile(join$1(folder, "project.toml"), await readFile(environment.project.file));
}
/** The names of the platforms, for Dockerfiles that do not ask BuildKit for them. */
async function writePlatforms(folder, { platforms }) {
	await mkdir(join$1(folder, "platforms"), { recursive: true });
	for (const { platform } of platforms) await writeFile(join$1(folder, "platforms", platform.id), `${platform.name}\n`);
}
/** Manifests that the run resolved itself, under their paths in the context. */
async function writeResolved(folder, { context, resolved }) {
	for (const { file, text } of resolved) {
		const target = join$1(folder, "resolved", relative(context, file));
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, text);
	}
}
/**
* Writes what the image stage reads: `projects/N/folder`, `projects/N/project.toml`, `projects/N/packages`,
* `cpu-targets/ARCH`, `platforms/ARCH`, for projects without a manifest `resolved/…`, and `pkg-server` where one is
* named: a Dockerfile of the user's own need not have it as an argument.
*/
async function writeImagePlan(folder, plan, pkgServer = "") {
	await writeTargets(folder, plan);
	if (pkgServer !== "") await writeFile(join$1(folder, "pkg-server"), `${pkgServer}\n`);
	await writePlatforms(folder, plan);
	await writeResolved(folder, plan);
	await Promise.all(plan.projects.map(async (project, at) => {
		const own = join$1(folder, "projects", String(at + 1));
		await writeProjectFolder(own, project);
		await writeFile(join$1(own, "packages"), packageLines(ownPackages(project)));
	}));
}
/** What the finished image loads of a project: its direct dependencies, standard libraries too, and the project itself. */
function loadedPackages({ project }) {
	const { name, uuid, deps } = project;
	return {
		dependencies: Object.entries(deps).map(([name, uuid]) => ({
			name,
			uuid
		})),
		itself: name === void 0 || uuid === void 0 ? [] : [{
			name,
			uuid
		}]
	};
}
/**
* Writes what the verify stage reads: `projects/N/folder`, `projects/N/project.toml`, `projects/N/dependencies` and
* `projects/N/itself` (lines `uuid name`), and `cpus/ARCH` (a line per CPU). A file `own` says that the image is from a
* Dockerfile of the user's own, which holds one project.
*/
async function writeVerifyPlan(folder, plan, { cpus, own }) {
	await mkdir(join$1(folder, "cpus"), { recursive: true });
	if (own) await writeFile(join$1(folder, "own"), "");
	await Promise.all(plan.platforms.map(({ platform, target }) => {
		const names = cpusToVerify(cpus, platform, target.list);
		return writeFile(join$1(folder, "cpus", platform.id), names.map((name) => `${name}\n`).join(""));
	}));
	await Promise.all(plan.projects.map(async (project, at) => {
		const own = join$1(folder, "projects", String(at + 1));
		const { dependencies, itself } = loadedPackages(project.environment);
		await writeProjectFolder(own, project);
		await writeFile(join$1(own, "dependencies"), packageLines(dependencies));
		await writeFile(join$1(own, "itself"), packageLines(itself));
	}));
}

// src/preview.ts
function reasonWords(reason) {
	switch (reason.input) {
		case "version": return `version ${reason.before ?? "none"} → ${reason.after ?? "none"}`;
		case "source": return "other source";
		case "julia": return "other Julia";
		case "dependency":
			if (reason.change === "changed") return `depends on ${reason.name}`;
			return reason.change === "added" ? `now depends on ${reason.name}` : `no longer depends on ${reason.name}`;
		case "name":
		case "preferences": return `other ${reason.input}`;
	}
}
/** A new version has another source as well: that goes without saying. */
function changeWords({ change, reasons }) {
	if (change === "added") return "new";
	const hasVersion = reasons.some(({ input }) => input === "version");
	return reasons.filter(({ input }) => !(hasVersion && input === "source")).map(reasonWords).join(", ");
}
/** Names as people know them: an extension with its package, as Pkg writes it. */
function labelOf({ projects }) {
	const names = new Map(projects.flatMap(({ tree }) => tree.nodes.map(({ uuid, name }) => [uuid, name])));
	return ({ kind, uuid, name }) => kind === "package" ? name : `${names.get(uuid) ?? uuid} → ${name}`;
}
/**
* Tells which packages and extensions a depot bake has to compile and why, and how many it takes over.
*
* @param restored nothing where the cache gave nothing back
*/
function previewDepot(plan, restored) {
	const label = labelOf(plan);
	const everything = forecast(plan.recipes, []);
	const all = (reason) => ({
		compile: everything.map((item) => ({
			uuid: item.uuid,
			name: label(item),
			reason
		})),
		reused: 0
	});
	if (restored === void 0) return all("nothing restored");
	if (restored.tier === "packages") return all("restored for other CPU targets");
	if (restored.tier === "exact") return {
		compile: [],
		reused: everything.length
	};
	if (restored.trees.length === 0) return all("nothing is known about what was restored");
	const changes = explain(restored.trees, plan.projects.map(({ tree }) => tree));
	const reasons = new Map(changes.map((change) => [`${change.uuid} ${change.name}`, changeWords(change)]));
	const compile = forecast(plan.recipes, restored.trees).map((item) => {
		const name = label(item);
		return {
			uuid: item.uuid,
			name,
			reason: reasons.get(`${item.uuid} ${name}`) ?? ""
		};
	});
	return {
		compile,
		reused: everything.length - compile.length
	};
}

// src/plan-report.ts
/** The key of a platform's depot layout. */
const keyOf = ({ inputs, own, plan, deps }, { platform, target }, compiler) => composeKey({
	prefix: inputs.cachePrefix,
	trust: trustOf(deps.env["GITHUB_EVENT_NAME"]),
	...compiler,
	platform,
	passes: target.passes,
	recipes: plan.recipes.map(({ rootHash }) => rootHash),
	baseImage: baseReference(own, inputs.baseImage)
});
/** Names of the records of this image on a platform. */
function recordKeyOf({ inputs, plan, deps }, { platform }, juliaVersion) {
	const { GITHUB_RUN_ID: run = "0", GITHUB_RUN_ATTEMPT: attempt = "1" } = deps.env;
	return composeRecordKey({
		prefix: inputs.cachePrefix,
		platform,
		juliaVersion
	}, [inputs.context, ...plan.projects.map(({ folder }) => folder)], `${run}-${attempt}`);
}
/** How the cache answered, for people. */
const stateOf = (hit) => hit === void 0 ? "none" : hit.tier === "exact" ? "exact" : "partial";
const treesOf = ({ facts }) => (facts?.trees ?? "").split("\n").flatMap((line) => parseHashTree(line) ?? []);
/** What the depot bake will do after such an answer of the cache. */
function previewSight(plan, sight) {
	if (sight === "unknown") {
		const all = previewDepot(plan, void 0);
		return {
			...all,
			compile: all.compile.map((each) => ({
				...each,
				reason: "not known what the cache has"
			}))
		};
	}
	return previewDepot(plan, sight && {
		tier: sight.tier,
		trees: treesOf(sight)
	});
}
/** An extension is recorded under its own name. */
const ownName = (name) => name.split(" → ").at(-1) ?? name;
const lastSeconds = (base, { uuid, name }) => base?.packages.find((each) => each.name === ownName(name) && (each.uuid === uuid || name !== ownName(name)))?.seconds;
function estimate(base, compile, own) {
	if (base === void 0) return void 0;
	const depot = compile.map(({ seconds }) => seconds);
	const app = own.map((name) => base.app.find((each) => each.name === name)?.seconds);
	const sum = (numbers) => numbers.reduce((total, each) => total + (each ?? 0), 0);
	const unknown = [...depot, ...app].filter((each) => each === void 0).length;
	return {
		seconds: Math.round((sum(depot) * (base.pace ?? 1) + sum(app)) * 10) / 10,
		unknown
	};
}
/** A platform of the plan, as it is told. */
function planPlatform(plan, planned, { key, sight, base }) {
	const preview = previewSight(plan, sight);
	const compile = preview.compile.map((each) => {
		const seconds = lastSeconds(base, each);
		return seconds === void 0 ? each : {
			...each,
			seconds
		};
	});
	const own = [...new Map(plan.projects.flatMap(ownPackages).map(({ uuid, name }) => [uuid, name])).values()];
	const expected = estimate(base, compile, own);
	return {
		platform: planned.platform.name,
		distribution: planned.distribution.url,
		cpuTarget: planned.target.list,
		passes: planned.target.passes,
		...key === void 0 ? {} : { key: key.key },
		keyParts: key?.parts ?? [],
		cache: sight === "unknown" ? "unknown" : stateOf(sight),
		...sight === void 0 || sight === "unknown" ? {} : { restoredKey: sight.key },
		compile,
		reused: preview.reused,
		own,
		...expected === void 0 ? {} : { estimate: expected }
	};
}
/** The whole plan, as it is told. */
const describePlan = ({ inputs, plan }, about, platforms) => ({
	version: 1,
	juliaVersion: about.juliaVersion,
	manifestHash: joinHashes(plan.projects.map(({ tree }) => tree.rootHash)),
	baseImage: inputs.baseImage,
	store: about.store,
	projects: plan.projects.map(({ folder }) => folder),
	platforms
});

// src/restore.ts
/** Why the builder cannot have a depot that lies in a registry: what a runner can ask for, a builder may not. */
async function pullFailure(shop, platform, { layout }) {
	const { inputs, deps, folder } = shop;
	if (!layout.context.startsWith("docker-image://")) return void 0;
	const definition = pullDefinition(platform, layout.context);
	const { builder, allow } = inputs;
	const bake = {
		title: `pull of depot ${platform.name}`,
		definition,
		builder,
		allow,
		folder
	};
	return (await runBake(bake, deps, () => void 0)).failure;
}
/** Step 3's end for a platform: the depot layout that the store has for it, if the builder can have it, too. */
async function restoreDepot(shop, platform, key) {
	const { cache, deps, folder } = shop;
	const hit = await cache.restore(platform, key, join$1(folder, `restored-${platform.id}`));
	const failure = hit && await pullFailure(shop, platform, hit);
	if (failure === void 0) return hit;
	deps.log.warning(`${platform.name}: nothing restored from ${cache.name}: ${failure}`);
}

// src/depot.ts
/** Step 2 and 3 for a platform: Julia at hand, key composed, depot layout restored. */
async function preparePlatform(shop, planned) {
	const { plan, cache, deps, timeline } = shop;
	const { platform, distribution } = planned;
	const step = (name) => ({
		platform: platform.name,
		name
	});
	const julia = await timeline.measure(step("get Julia"), () => provideDistribution(distribution, platform, deps));
	const juliaVersion = julia.version + (julia.commit === void 0 ? "" : `+${julia.commit}`);
	const nativeCpu = await identifyNative(shop, planned, julia.folder);
	const key = keyOf(shop, planned, {
		juliaVersion,
		...nativeCpu === void 0 ? {} : { nativeCpu }
	});
	const record = await cache.readRecord(platform, recordKeyOf(shop, planned, juliaVersion));
	const base = record === void 0 ? void 0 : parseRecord(record);
	const hit = await timeline.measure(step("restore the depot"), () => restoreDepot(shop, platform, key));
	const told = planPlatform(plan, planned, {
		key,
		sight: hit,
		base
	});
	return {
		...planned,
		julia,
		key,
		hit,
		base,
		told
	};
}
function startReport({ platform, target, key, hit, base, told, julia }) {
	const bytes = juliaBytes(julia, platform);
	return {
		platform: platform.name,
		cpuTarget: target.list,
		passes: target.passes,
		key: key.key,
		keyParts: key.parts,
		cache: told.cache === "unknown" ? "none" : told.cache,
		...hit === void 0 ? {} : { restoredKey: hit.key },
		packages: [],
		depotSeconds: 0,
		depotBytes: 0,
		...bytes === void 0 ? {} : { unpacked: { julia: bytes } },
		saved: "not saved",
		app: [],
		...base === void 0 ? {} : { base }
	};
}
/** Julia's tar is not compressed, and little more than its files. */
const juliaBytes = ({ folder }, platform) => statSync(join$1(folder, juliaTar(platform)), { throwIfNoEntry: false })?.size;
/** What the depot's own report knows of its size; that of an older depot does not. */
const withDepot = ({ unpacked }, depot) => depot === void 0 ? {} : { unpacked: {
	...unpacked,
	depot
} };
/** By UUID, and extensions by name, since their UUIDs are not in the tree: what each depends on. */
function dependenciesOf({ projects }) {
	const trees = projects.map(({ tree }) => tree);
	const byUuid = new Map(trees.flatMap(({ nodes }) => nodes.map((node) => [node.uuid, node.dependencies])));
	const extensions = trees.flatMap((tree) => tree.extensions);
	const byName = new Map(extensions.map(({ name, parent, triggers }) => [name, [parent, ...triggers]]));
	return ({ uuid, name }) => byUuid.get(uuid) ?? byName.get(name);
}
/** Rows of the depot stage with what only the plan knows: versions, projects, dependencies, reasons. */
function describePackages({ plan }, { told }, rows) {
	const recipes = plan.recipes.filter(({ packages }) => packages.length > 0);
	const versions = new Map(recipes.flatMap((each) => each.packages.map(({ uuid, version }) => [uuid, version])));
	const reasons = new Map(told.compile.map(({ name, reason }) => [ownName(name), reason]));
	const dependencies = dependenciesOf(plan);
	const there = new Set(rows.map(({ uuid }) => uuid));
	const foldersOf = (recipe) => recipes[Number(recipe) - 1]?.folders ?? [];
	return rows.map((row) => {
		const [version, reason] = [versions.get(row.uuid), row.compiled ? reasons.get(row.name) : void 0];
		return {
			...row,
			...version === void 0 ? {} : { version },
			needs: (dependencies(row) ?? []).filter((uuid) => there.has(uuid)),
			...reason === void 0 ? {} : { reason },
			files: row.files.map(({ recipes: used, ...file }) => ({
				...file,
				projects: used.flatMap(foldersOf)
			}))
		};
	});
}
function reuseDepot(shop, prepared, { layout, facts }) {
	const { packages, bytes } = parseDepotReport(facts.report);
	const started = startReport(prepared);
	const report = {
		...started,
		...withDepot(started, bytes),
		packages: describePackages(shop, prepared, compiledNow(packages, /* @__PURE__ */ new Set())),
		depotBytes: layout.bytes,
		saved: "already there"
	};
	return {
		prepared,
		layout,
		report,
		saving: Promise.resolve(report.saved)
	};
}
/** Step 4 for a platform without an exact hit. A failure is part of the result: other platforms go on. */
async function makeDepot(shop, prepared, onEvent) {
	const { seconds, compiled, made } = await bakeDepot(shop, prepared, onEvent);
	const started = {
		...startReport(prepared),
		depotSeconds: seconds
	};
	if ("failure" in made) {
		shop.deps.log.info(`${prepared.platform.name.padEnd(12)} depot bake failed, more below`);
		return {
			prepared,
			report: {
				...started,
				failure: made.failure
			},
			saving: Promise.resolve("not saved")
		};
	}
	const { layout, facts, saving } = made;
	const { packages, seconds: steps, bytes } = parseDepotReport(facts.report);
	const rows = describePackages(shop, prepared, compiledNow(packages, compiled));
	return {
		prepared,
		layout,
		report: {
			...started,
			...withDepot(started, bytes),
			packages: rows,
			steps,
			depotBytes: layout.bytes
		},
		saving
	};
}
/** Steps 3 and 4: the platform's depot layout, restored or baked. */
async function provideDepot(shop, prepared, onEvent) {
	try {
		if (prepared.hit?.tier === "exact") return reuseDepot(shop, prepared, prepared.hit);
		return await makeDepot(shop, prepared, onEvent);
	} catch (error) {
		const failure = `${prepared.platform.name}: ${messageOf(error)}`;
		return {
			prepared,
			report: {
				...startReport(prepared),
				failure
			},
			saving: Promise.resolve("not saved")
		};
	}
}

// src/image-size.ts
/** The repository to which an image was pushed: that of its first tag, or of an output. */
function pushedTo({ tags, push, outputs }) {
	const pushing = outputs.find((each) => /(^|,)(push=true|type=registry)(,|$)/.test(each));
	if (!push && pushing === void 0) return void 0;
	return (tags[0] ?? /(?:^|,)"?name=([^,"]+)/.exec(pushing ?? "")?.[1])?.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}
/** Whether the image goes to a registry. */
const isPushed = (inputs) => pushedTo(inputs) !== void 0;
async function readManifest({ inputs, deps }, repository, digest) {
	const options = [
		...inputs.builder ? ["--builder", inputs.builder] : [],
		"--raw",
		`${repository}@${digest}`
	];
	const { stdout } = await deps.exec("docker", [
		"buildx",
		"imagetools",
		"inspect",
		...options
	], { silent: true });
	if (`sha256:${createHash("sha256").update(stdout).digest("hex")}` !== digest) throw new Error("another manifest");
	const value = JSON.parse(stdout);
	return isRecord(value) ? value : {};
}
const sizeOf = (descriptor) => typeof descriptor["size"] === "number" ? descriptor["size"] : 0;
const sumLayers = (manifest) => records(manifest["layers"]).reduce((bytes, layer) => bytes + sizeOf(layer), sizeOf(recordAt(manifest, "config")));
const platformOf = (entry) => {
	const platform = recordAt(entry, "platform");
	const [os = "", architecture = ""] = [textAt(platform, "os"), textAt(platform, "architecture")];
	const variant = textAt(platform, "variant");
	return [
		os,
		architecture,
		...variant === void 0 || architecture === "arm64" && variant === "v8" ? [] : [variant]
	].join("/");
};
/**
* Compressed bytes of a pushed image by platform, from its manifests in the registry; nothing of an image that was not
* pushed, or where the registry does not answer.
*
* @param platforms the run's; a manifest that names no platform is that of the only one
*/
async function measureImage(wanted, digest, platforms) {
	const repository = pushedTo(wanted.inputs);
	if (repository === void 0 || digest === void 0) return {};
	try {
		const top = await readManifest(wanted, repository, digest);
		const entries = records(top["manifests"]);
		if (entries.length === 0) return platforms.length === 1 ? { [platforms[0] ?? ""]: sumLayers(top) } : {};
		const sizes = entries.filter((entry) => platforms.includes(platformOf(entry))).map(async (entry) => {
			const manifest = await readManifest(wanted, repository, textAt(entry, "digest") ?? "");
			return [platformOf(entry), sumLayers(manifest)];
		});
		return Object.fromEntries(await Promise.all(sizes));
	} catch {
		wanted.deps.log.info("The registry does not tell the size of the image.");
		return {};
	}
}

// src/images.ts
/** Labels that every image gets (https://github.com/opencontainers/image-spec/blob/main/annotations.md). */
function ociLabels({ deps, plan }, juliaVersion) {
	const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: revision } = deps.env;
	const { name, version } = plan.projects[0]?.environment.project ?? {};
	return {
		...name === void 0 ? {} : { "org.opencontainers.image.title": name },
		...version === void 0 ? {} : { "org.opencontainers.image.version": version },
		...server && repository ? { "org.opencontainers.image.source": `${server}/${repository}` } : {},
		...revision ? { "org.opencontainers.image.revision": revision } : {},
		"org.julialang.version": juliaVersion
	};
}
/** What all images are made from: Julia, the depot layouts and the user's context. */
function ingredients(shop, depots) {
	const { plan, deps } = shop;
	const contexts = depots.map(({ prepared, layout }) => [prepared.platform.id, layout?.context ?? ""]);
	return {
		sources: depots.map(({ prepared: { platform, julia } }) => ({
			platform,
			distribution: julia.folder
		})),
		depots: Object.fromEntries(contexts),
		context: plan.context,
		project: posix.join("/app", plan.projects[0]?.folder ?? ".").replace(/\/$/, ""),
		labels: ociLabels(shop, depots[0]?.prepared.julia.version ?? ""),
		env: deps.env
	};
}
/** The image bake's definition: of the Dockerfile that is generated, or of what the user has. */
function defineImages(shop, depots) {
	const { inputs, own, folder, secrets } = shop;
	const bake = ingredients(shop, depots);
	const shared = {
		plan: join$1(folder, "image-plan"),
		baseImage: inputs.baseImage,
		pkgServer: inputs.pkgServer,
		secrets,
		image: inputs
	};
	if (own.kind === "bake") return {
		definition: overlayDefinition(own.definition, bake, shared, inputs),
		verified: own.verified
	};
	return {
		definition: own.kind === "generated" ? imageDefinition(bake, shared, inputs) : dockerfileDefinition({
			...bake,
			file: own.file,
			target: inputs.target
		}, shared, inputs),
		verified: ["image"]
	};
}

// src/verify.ts
/** Said when the image that was verified is not the one that was exported. */
const lostImage = "The builder no longer had the image that was verified and built it anew, so what was exported is not what was verified. Give the builder more room for its cache, or run again.";
/**
* Step 6: builds an image and loads it in one bake, and exports it in a second only if that went well. One bake is
* enough for an image that is not exported.
*
* @param plan folder of the plan that the verify stage reads
* @param bake runs a bake; its title is for the log
*/
async function verifyThenExport({ definition, verified }, plan, bake) {
	const built = await bake("verify", verifyDefinition(definition, verified, plan));
	if (built.failure !== void 0 || !isExported(definition)) return { built };
	return {
		built,
		exported: await bake("image", exportDefinition(definition))
	};
}
/** Whether the image was built again to be exported: a builder may clear its cache at any time. */
const isRebuilt = ({ exported }) => exported?.transcript.events.some(({ kind, text }) => kind === "stage" && text === "image") ?? false;

// src/image.ts
/** What was compiled just now: nothing where BuildKit had the step in its cache. */
function compiledApps(events, platform) {
	const own = events.filter((event) => event.platform === platform);
	const files = own.filter(({ kind }) => kind === "file").flatMap(({ text }) => readFileEvent(text) ?? []);
	return own.filter(({ kind }) => kind === "done").map(({ text }) => {
		const [name = "", seconds = ""] = text.split(" ");
		const made = files.filter((file) => file.name === name).map(({ file }) => file);
		return {
			name,
			seconds: Number(seconds),
			files: made
		};
	});
}
/** What bake may do on top of what the definition asks for: read what this run has written for the user's targets. */
const granted = ({ own, inputs, folder }) => own.kind === "bake" && inputs.secrets.length > 0 ? [...inputs.allow, `fs.read=${folder}`] : inputs.allow;
/** An environment that loads may still not be the one that was meant. */
function warnOfEnvironment({ deps }, depots, { built }) {
	for (const { prepared } of depots) {
		const { platform, julia, target } = prepared;
		const compiled = {
			version: julia.version,
			passes: target.passes
		};
		for (const each of explainEnvironment(built.transcript.events, platform.name, compiled)) deps.log.warning(`${platform.name}: the finished image: ${each}`);
	}
}
/** Steps 5 and 6: the images of all platforms, which leave the builder only if they load without compiling. */
async function bakeImage(shop, depots, onEvent) {
	const { inputs, deps, folder } = shop;
	const images = defineImages(shop, depots);
	const { definition } = images;
	const platforms = depots.map(({ prepared }) => prepared.platform.name);
	const bake = (title, definition) => shop.timeline.watch(platforms, () => runBake({
		title,
		definition,
		builder: inputs.builder,
		allow: granted(shop),
		folder
	}, deps, onEvent));
	const bakes = inputs.verify ? await verifyThenExport(images, join$1(folder, "verify-plan"), bake) : { built: await bake("image", definition) };
	if (isRebuilt(bakes)) deps.log.warning(lostImage);
	warnOfEnvironment(shop, depots, bakes);
	const image = tellImage(bakes, definition, {
		platforms,
		verify: inputs.verify,
		bake: shop.own.kind === "bake"
	});
	const bytes = image.failure === void 0 ? await measureImage(shop, image.digest, platforms) : {};
	return {
		...image,
		bytes,
		outcome: outcomeOf(bakes, inputs)
	};
}
/** How far the image came. */
function outcomeOf({ built, exported }, inputs) {
	const { verify } = inputs;
	const reached = built.transcript.events.some(({ kind, text }) => kind === "stage" && text === "verify");
	const wrong = {
		built: built.failure !== void 0,
		exported: exported?.failure !== void 0
	};
	const last = exported ?? built;
	return {
		built: wrong.built && !reached ? "failed" : "done",
		verified: !verify || wrong.built && !reached ? "skipped" : wrong.built ? "failed" : "done",
		pushed: !isPushed(inputs) || wrong.built && verify ? "skipped" : last.failure === void 0 ? "done" : "failed"
	};
}
/** Bytes of the layer with the projects and what was compiled for them. */
function projectBytes(events, platform) {
	const told = events.find((event) => event.platform === platform && event.kind === "bytes");
	return told === void 0 ? void 0 : Number(told.text);
}
/** What buildx tells of the images: of the only one itself, of a bake definition's targets by name. */
function metadataOf({ metadata }, names, bake) {
	const [first = ""] = names;
	if (!bake) return metadata[first] ?? {};
	return Object.fromEntries(Object.entries(metadata).filter(([name]) => names.includes(name)));
}
function tellImage({ built, exported }, { group, target }, run) {
	const result = exported ?? built;
	const { failure, metadata } = result;
	const names = group.default.targets;
	const only = names.length === 1 ? names[0] ?? "" : "";
	const digest = digestOf(result, only);
	const imageId = textAt(metadata[only], "containerimage.config.digest") ?? digest;
	const { events } = built.transcript;
	const byPlatform = (read) => Object.fromEntries(run.platforms.map((name) => [name, read(events, name)]));
	return {
		seconds: built.seconds + (exported?.seconds ?? 0),
		...exported === void 0 ? {} : { exportSeconds: exported.seconds },
		tags: [...new Set(names.flatMap((name) => target[name]?.tags ?? []))],
		metadata: metadataOf(result, names, run.bake),
		apps: byPlatform(compiledApps),
		project: byPlatform(projectBytes),
		...run.verify && built.failure === void 0 ? { loads: byPlatform(readLoads) } : {},
		...digest === void 0 ? {} : { digest },
		...imageId === void 0 ? {} : { imageId },
		...failure === void 0 ? {} : { failure }
	};
}

// src/plan.ts
/** Path of `path` inside the context, with `/`; what lies outside cannot get into the image. */
function inContext(context, path, what) {
	const inside = relative(context, path);
	if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw new UserError(`${what} is at ${path}, outside the build context ${context}. Set the input context to a folder that holds both, and name the project inside it.`);
	return inside === "" ? "." : inside.split(sep).join(posix.sep);
}
/** A version as people write it; which nightly it is, only its tarball tells. */
const versionWords = (version) => version.kind === "release" ? version.version : `${version.branch === void 0 ? "" : `${version.branch}-`}nightly`;
/** What does not lie in the context cannot get into the image. */
function refuseOutside(context, environment) {
	for (const { folder, project } of Object.values(environment.pathPackages)) inContext(context, folder, `project: the path package ${project.name ?? folder}`);
	for (const file of environment.files) inContext(context, file, "project: a file of the environment");
}
async function findProject(context, project, juliaVersion) {
	const path = resolve(context, project);
	const folder = inContext(context, path, `project: ${project}`);
	const environment = await readEnvironment(path, { juliaVersion });
	refuseOutside(context, environment);
	return {
		environment,
		folder
	};
}
/** `julia` of the first project's `[compat]`, for `min` and `min-patch`. */
async function surveyVersion(inputs, context, deps) {
	const first = join$1(context, inputs.projects[0] ?? ".");
	const manifestVersion = await manifestJuliaVersion(first);
	const { project } = await readEnvironment(first, manifestVersion === void 0 ? {} : { juliaVersion: manifestVersion });
	const releases = await fetchReleases(inputs.juliaMirror, deps);
	return {
		version: resolveVersion(inputs.juliaVersion, {
			releases,
			manifestVersion,
			compat: project.compat["julia"]
		}),
		releases
	};
}
/**
* Step 1 of the story and the beginning of 2: reads the environments, resolves the Julia version, finds each
* platform's distribution and picks its CPU targets. Only the release index is downloaded.
*
* @throws {@link UserError} for everything that is wrong with the inputs or the projects
*/
async function surveyRun(inputs, deps) {
	const context = resolve(inputs.context);
	const targets = parseCpuTarget(inputs.cpuTarget);
	const { version, releases } = await surveyVersion(inputs, context, deps);
	const exact = versionWords(version);
	const platforms = inputs.platforms.map((platform) => {
		const distribution = findDistribution(version, platform, {
			releases,
			mirror: inputs.juliaMirror
		});
		const target = resolveTarget(targets, {
			version: exact,
			platform
		});
		for (const note of target.notes) deps.log.info(`${platform.name}: ${note}`);
		for (const warning of target.warnings) deps.log.warning(`${platform.name}: ${warning}`, { title: "CPU targets" });
		return {
			platform,
			distribution,
			target
		};
	});
	return {
		context,
		version,
		releases,
		projects: await Promise.all(inputs.projects.map((project) => findProject(context, project, exact))),
		platforms
	};
}
async function planProject({ context, version }, { environment, folder }, resolved) {
	const juliaVersion = versionWords(version);
	const options = {
		juliaVersion,
		...resolved === void 0 ? {} : { resolved }
	};
	const whole = requireManifest(resolved === void 0 ? environment : await readEnvironment(environment.folder, options));
	refuseOutside(context, whole);
	return {
		environment: whole,
		folder,
		tree: hashTree(whole, { juliaVersion })
	};
}
/**
* The plan: hash trees and recipes of all projects.
*
* @param manifests by project folder, those that were resolved for projects without one
* @throws {@link UserError} for a project that still has no manifest
*/
async function makePlan(survey, deps, manifests = /* @__PURE__ */ new Map()) {
	const { context, version, platforms } = survey;
	const projects = await Promise.all(survey.projects.map((project) => planProject(survey, project, manifests.get(project.folder))));
	for (const { environment } of projects) environment.warnings.forEach((warning) => {
		deps.log.warning(warning.message, annotationAt(deps.env, warning.title, warning));
	});
	const resolved = [...new Map([...manifests.values()].map((each) => [each.file, each])).values()];
	return {
		context,
		version,
		platforms,
		projects,
		recipes: makeRecipes(projects),
		resolved
	};
}

// src/dry-run.ts
async function studyPlatform(study, planned) {
	const { plan, cache } = study;
	const { platform } = planned;
	const juliaVersion = versionWords(plan.version);
	const key = plan.version.kind === "release" && !hasNative(planned.target) ? keyOf(study, planned, { juliaVersion }) : void 0;
	const sight = key === void 0 ? "unknown" : await cache.look(platform, key);
	const record = await cache.readRecord(platform, recordKeyOf(study, planned, juliaVersion));
	return planPlatform(plan, planned, {
		key,
		sight,
		base: record === void 0 ? void 0 : parseRecord(record)
	});
}
/** The plan of a run that goes no further: the cache is asked what it has, and nothing is restored. */
async function studyRun(study) {
	const { plan, cache } = study;
	const platforms = await Promise.all(plan.platforms.map((planned) => studyPlatform(study, planned)));
	return describePlan(study, {
		juliaVersion: versionWords(plan.version),
		store: cache.name
	}, platforms);
}

// src/permission.ts
/** The event's payload; outside GitHub there is none. */
async function readPayload({ env }) {
	const text = await readFile(env["GITHUB_EVENT_PATH"] ?? "", "utf8").catch(() => "{}");
	return JSON.parse(text);
}
function tell({ log, env }, rights, wanted) {
	const event = env["GITHUB_EVENT_NAME"];
	log.startGroup(`What this run may do${event ? ` (${event})` : ""}`);
	describeRights(rights).forEach((line) => log.info(line));
	log.endGroup();
	if (wanted && !rights.push.done) log.notice(`Nothing is pushed: ${rights.push.why}. The image is built and verified all the same.`);
	if (wanted && rights.push.done && rights.origin === "anyone") log.warning(`${event ?? ""}: anyone can start this run, and it pushes with the repository's rights. Push only what does not come from a stranger: do not check out a pull request's code here.`);
}
/**
* Decides before any work what this run may do, and says so.
*
* @throws {@link UserError} when a registry wants a login and there is none; a dry run does not ask it
*/
async function settleRights(asked, own, deps) {
	const { env } = deps;
	const wanted = asksForPush(asked) || pushes(own);
	const without = await registriesWithoutLogin(asked, env);
	const rights = decideRights({
		event: env["GITHUB_EVENT_NAME"],
		payload: await readPayload(deps),
		token: env["ACTIONS_RUNTIME_TOKEN"],
		cacheMode: env["ACTIONS_CACHE_MODE"],
		store: storeKind(asked, deps),
		cache: asked.cache,
		push: {
			wanted,
			login: without.length === 0
		}
	});
	tell(deps, rights, wanted);
	if (rights.push.done && !asked.dryRun) await checkLogin(without);
	return wanted && !rights.push.done ? {
		rights,
		inputs: withoutPush(asked),
		own: withoutOwnPush(own)
	} : {
		rights,
		inputs: asked,
		own
	};
}

// src/run-report.ts
/** What the depot's report has not of a platform, since only the image knows it. */
async function reportPlatform({ report, saving, prepared: { platform } }, image) {
	const { apps, loads, bytes = {}, project = {} } = image ?? {};
	const [imageBytes, ownBytes] = [bytes[platform.name], project[platform.name]];
	return {
		...report,
		app: apps?.[platform.name] ?? [],
		...loads === void 0 ? {} : { verified: loads[platform.name] ?? [] },
		...imageBytes === void 0 ? {} : { imageBytes },
		...ownBytes === void 0 ? {} : { unpacked: {
			...report.unpacked,
			project: ownBytes
		} },
		saved: await saving
	};
}
/** What later runs compare themselves with; a pull request leaves nothing behind. */
async function keepRecords(shop, report, depots) {
	if (report.failures.length > 0 || trustOf(shop.deps.env["GITHUB_EVENT_NAME"]) !== "main") return;
	await Promise.all(depots.map(async ({ prepared, layout }, at) => {
		const [own, { version, commit }] = [report.platforms[at], prepared.julia];
		if (own === void 0 || layout === void 0) return;
		const key = recordKeyOf(shop, prepared, version + (commit === void 0 ? "" : `+${commit}`));
		const text = JSON.stringify(makeRecord(report, own));
		await shop.cache.writeRecord(prepared.platform, key, {
			text,
			layout
		});
	}));
}
/** Step 7, as data. */
async function makeReport(shop, { told, depots, image }) {
	const { inputs, plan, cache, deps, timeline } = shop;
	const { GITHUB_SHA: commit, GITHUB_REF: ref } = deps.env;
	const platforms = await Promise.all(depots.map((depot) => reportPlatform(depot, image)));
	const failures = [...depots.map(({ report }) => report.failure), image?.failure];
	return {
		version: 1,
		juliaVersion: depots[0]?.prepared.julia.version ?? "",
		manifestHash: joinHashes(plan.projects.map(({ tree }) => tree.rootHash)),
		baseImage: inputs.baseImage,
		store: cache.name,
		platforms,
		manifests: Object.fromEntries(plan.resolved.map(({ file, text }) => [relative(plan.context, file), text])),
		image: image === void 0 || image.failure !== void 0 ? null : {
			seconds: image.seconds,
			...image.exportSeconds === void 0 ? {} : { exportSeconds: image.exportSeconds },
			tags: image.tags,
			...image.digest === void 0 ? {} : { digest: image.digest }
		},
		outcome: image?.outcome ?? {
			built: "failed",
			verified: "skipped",
			pushed: "skipped"
		},
		plan: told,
		timeline: timeline.spans(),
		...commit ? { commit } : {},
		...ref ? { ref } : {},
		failures: failures.filter((failure) => failure !== void 0)
	};
}

// src/resolve.ts
/** The builder's own platform where there is a Julia for it, since that needs no emulation; else the run's first. */
function choosePlatform({ inputs, survey }, native) {
	const { version, releases, platforms } = survey;
	const own = platforms.find(({ platform }) => platform.name === native);
	if (own !== void 0 || !hasDistribution(version, native, releases)) return own ?? platforms[0];
	const platform = parsePlatform(native);
	return {
		platform,
		distribution: findDistribution(version, platform, {
			releases,
			mirror: inputs.juliaMirror
		})
	};
}
/** Which manifest each project got: `resolved PROJECT PATH` lines of the stage, both inside the context. */
async function readResolved({ survey }, output, lines) {
	const entries = lines.map(async (line) => {
		const at = line.lastIndexOf(" ");
		const [project, path] = [line.slice(0, at), line.slice(at + 1)];
		const text = await readFile(join$1(output, path), "utf8");
		return [project, {
			file: join$1(survey.context, path),
			text
		}];
	});
	return new Map(await Promise.all(entries));
}
/** The resolve bake: Pkg chooses the versions for these projects. */
async function bakeManifests(desk, { platform, distribution }, projects) {
	const { inputs, own, survey, deps, folder, secrets } = desk;
	const julia = await provideDistribution(distribution, platform, deps);
	const [plan, output] = [join$1(folder, "resolve-plan"), join$1(folder, "resolved")];
	await mkdir(plan);
	await writeFile(join$1(plan, "projects"), projects.map((project) => `${project.folder}\n`).join(""));
	await writeRegistries(plan, inputs.registries);
	const { baseImage, pkgServer } = inputs;
	const definition = resolveDefinition({
		platform,
		distribution: julia.folder
	}, {
		plan,
		baseImage,
		...baseOf(own),
		pkgServer,
		secrets,
		image: inputs
	}, {
		context: survey.context,
		output
	});
	const progress = tellProgress(deps.log, () => 0);
	const bake = {
		title: "resolve",
		definition,
		builder: inputs.builder,
		allow: inputs.allow,
		folder
	};
	const { failure, transcript } = await runBake(bake, deps, progress.onEvent).finally(progress.stop);
	if (failure !== void 0) throw new UserError(failure);
	return readResolved(desk, output, transcript.events.filter(({ kind }) => kind === "resolved").map(({ text }) => text));
}
const withoutManifest = ({ projects }) => projects.filter(({ environment }) => environment.manifest === void 0);
const needsPkg = ({ environment }) => Object.keys(environment.project.deps).length > 0;
/** Manifests of projects without dependencies: there is nothing to resolve, and Pkg writes none. */
const emptyManifests = (survey) => new Map(withoutManifest(survey).filter((project) => !needsPkg(project)).map(({ environment, folder }) => [folder, {
	file: join$1(environment.folder, "Manifest.toml"),
	text: ""
}]));
/**
* Resolves the versions of packages for projects without a manifest, inside a bake on the builder's own platform.
*
* @param native the builder's own platform
* @returns manifests by project folder; empty where every project has one
* @throws {@link UserError} with Julia's message when Pkg finds no versions that go together
*/
async function resolveManifests(desk, native) {
	const open = withoutManifest(desk.survey).filter(needsPkg);
	const empty = emptyManifests(desk.survey);
	const chosen = choosePlatform(desk, native);
	if (open.length === 0 || chosen === void 0) return empty;
	for (const { environment } of open) desk.deps.log.warning(`${environment.project.file} has no manifest: its versions are resolved now, so that this build is not reproducible. Commit the Manifest.toml (in the report, or by \`Pkg.instantiate()\`).`, annotationAt(desk.deps.env, "No manifest", {
		file: environment.project.file,
		keys: [["deps"], ["name"]]
	}));
	return new Map([...empty, ...await bakeManifests(desk, chosen, open)]);
}

// src/run.ts
/** Steps 2 and 3: everything that can be wrong with the inputs has been found out before the first download. */
async function prepare(shop) {
	const { inputs, own, plan, folder } = shop;
	await writeDepotPlan(join$1(folder, "depot-plan"), plan);
	await writeImagePlan(join$1(folder, "image-plan"), plan, inputs.pkgServer);
	await writeRegistries(join$1(folder, "depot-plan"), inputs.registries);
	await writeRegistries(join$1(folder, "image-plan"), inputs.registries);
	await writeVerifyPlan(join$1(folder, "verify-plan"), plan, {
		cpus: inputs.verifyCpus,
		own: own.kind !== "generated"
	});
	return Promise.all(plan.platforms.map((planned) => preparePlatform(shop, planned)));
}
/** The plan of this run, told before anything is built. */
function tellPlan(shop, prepared) {
	const about = {
		juliaVersion: prepared[0]?.julia.version ?? "",
		store: shop.cache.name
	};
	const plan = describePlan(shop, about, prepared.map(({ told }) => told));
	showPlan(shop.deps.log, plan);
	return plan;
}
/** How many packages a stage will compile, for the progress lines. */
function countPackages({ plan }, prepared) {
	const own = new Set(plan.projects.flatMap(ownPackages).map(({ uuid }) => uuid)).size;
	return (name, stage) => stage === "image" ? own : prepared.find(({ platform }) => platform.name === name)?.told.compile.length ?? 0;
}
/** Steps 2 to 7, in a folder of this run's own. */
async function work(shop) {
	const prepared = await prepare(shop);
	const told = tellPlan(shop, prepared);
	const progress = tellProgress(shop.deps.log, countPackages(shop, prepared));
	try {
		const onEvent = (event) => {
			progress.onEvent(event);
			shop.timeline.onEvent(event);
		};
		const depots = await Promise.all(prepared.map((platform) => provideDepot(shop, platform, onEvent)));
		const image = depots.every(({ layout }) => layout !== void 0) ? await bakeImage(shop, depots, onEvent) : void 0;
		const report = await makeReport(shop, {
			told,
			depots,
			image
		});
		await keepRecords(shop, report, depots);
		return {
			report,
			...image === void 0 ? {} : { image }
		};
	} finally {
		progress.stop();
	}
}
/** A dry run: steps 1 to 3 as far as they need neither Docker nor a download. */
async function planOnly({ inputs, own, rights }, survey, deps) {
	const plan = await makePlan(survey, deps, emptyManifests(survey));
	const told = await studyRun({
		inputs,
		own,
		plan,
		cache: await openCache(inputs, deps, rights),
		deps
	});
	showPlan(deps.log, told);
	return told;
}
/**
* The story of a run (DESIGN.md). A build that fails is part of the result, with what the other platforms achieved.
*
* @throws {@link UserError} for everything that can be known to be wrong before any work
*/
async function run(given, deps) {
	const started = performance.now();
	const timeline = startTimeline(() => (performance.now() - started) / 1e3);
	deps.log.info(`Building ${given.projects.join(", ")} for ${given.platforms.map(({ name }) => name).join(", ")}.`);
	checkServerToken(given);
	const theirs = await readOwn(given, deps);
	const asked = {
		...given,
		platforms: platformsFor(theirs, given.platforms)
	};
	const permission = await settleRights(asked, theirs, deps);
	const { rights, inputs, own } = permission;
	const survey = await surveyRun(inputs, deps);
	if (inputs.dryRun) return { plan: await planOnly(permission, survey, deps) };
	const native = await checkBuilder(inputs, deps);
	const cache = await openCache(inputs, deps, rights);
	const folder = await mkdtemp(join$1(deps.env["RUNNER_TEMP"] ?? tmpdir(), "julia-bake-"));
	const forget = deps.onCancel(() => rmSync(folder, {
		recursive: true,
		force: true
	}));
	try {
		const secrets = await secretSpecs(inputs.secrets, folder);
		const manifests = await resolveManifests({
			inputs,
			own,
			survey,
			deps,
			folder,
			secrets
		}, native);
		const { report, ...rest } = await work({
			inputs,
			own,
			plan: await makePlan(survey, deps, manifests),
			cache,
			deps,
			folder,
			timeline,
			secrets
		});
		return {
			report: {
				...report,
				seconds: (performance.now() - started) / 1e3
			},
			...rest
		};
	} finally {
		forget();
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}

// src/main.ts
process.env["RUNNER_TEMP"] ||= tmpdir();
process.env["RUNNER_TOOL_CACHE"] ||= join$1(homedir(), ".cache", "julia-bake", "tools");
try {
	const result = await run(readInputs(), realDeps());
	await writeOutputs(result);
	const failures = "report" in result ? result.report.failures : [];
	if (failures.length > 0) setFailed(failures.join("\n\n"));
} catch (error$1) {
	const place = error$1 instanceof UserError ? error$1.place : void 0;
	process.exitCode = ExitCode.Failure;
	error(messageOf(error$1), place && annotationAt(process.env, "julia-bake", place));
	if (!(error$1 instanceof UserError) && error$1 instanceof Error) info(error$1.stack ?? "");
}

export {  };