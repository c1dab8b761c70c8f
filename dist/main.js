import { TomlDate, TomlError, info, parse, setFailed, stringify } from "./vendor.js";
import { UserError, checkBuilder, cpusToVerify, depotDefinition, depotTarget, digestOf, exportDefinition, fetchReleases, findDistribution, hasDistribution, imageDefinition, isExported, messageOf, parseCpuTarget, parsePlatform, provideDistribution, readInputs, realDeps, resolveDefinition, resolveTarget, resolveVersion, runBake, secretSpecs, verifyDefinition, writeOutputs } from "./shared.js";
import { gunzipSync, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join as join$2, posix, relative, resolve, sep } from "node:path";
import { constants, rmSync } from "node:fs";
import { access, copyFile, link, mkdir, mkdtemp, readFile, readdir, readlink, realpath, rename, rm, stat, utimes, writeFile } from "node:fs/promises";

// src/report/live.ts
/** Seconds between two signs of life while a package compiles. */
const HEARTBEAT = 10;
const stepWords = {
	resolve: "resolving versions, since there is no manifest",
	instantiate: "installing packages",
	prune: "removing what the recipe does not use",
	export: "exporting",
	verify: "loading the finished image"
};
/** `0.912 0 haswell /app` in words. */
function loadedWords(text) {
	const [seconds = "", uid = "", cpu = "", ...project] = text.split(" ");
	const as = `as UID ${uid}${cpu === "native" ? "" : `, like ${cpu}`}`;
	return `${project.join(" ")} loads in ${Number(seconds).toFixed(1)} s ${as}; nothing compiled`;
}
/** A line about one platform: `linux/arm64  [ 3/12] compiled Slow in 8.1 s`. */
const line = (platform, work, total, words) => {
	const of = Math.max(total, work.done + work.active.size);
	return `${platform.padEnd(12)} [${String(work.done).padStart(String(of).length)}/${of}] ${words}`;
};
/**
* Tells live what the stages do: which package is compiled, how many of how many, for how long.
*
* @param total packages that a stage will compile, as far as is known before
*/
function tellProgress(log, total) {
	const works = /* @__PURE__ */ new Map();
	const tell = (platform, work, words) => log.info(line(platform, work, total(platform, work.stage), words));
	const onEvent = ({ platform, kind, text }) => {
		if (kind === "stage") works.set(platform, {
			stage: text,
			done: 0,
			active: /* @__PURE__ */ new Map()
		});
		const work = works.get(platform);
		if (work === void 0) return;
		const [name = "", seconds = ""] = text.split(" ");
		if (kind === "start") work.active.set(name, Date.now());
		if (kind === "done") {
			work.active.delete(name);
			work.done += 1;
			tell(platform, work, `compiled ${name} in ${seconds} s`);
		}
		if (kind === "step" && stepWords[text] !== void 0) log.info(`${platform.padEnd(12)} ${stepWords[text]}`);
		if (kind === "loaded") log.info(`${platform.padEnd(12)} ${loadedWords(text)}`);
		if (kind === "warning") log.warning(`${platform}: ${text}`);
		if (kind === "failed" || kind === "error") works.delete(platform);
	};
	const timer = setInterval(() => {
		for (const [platform, work] of works) {
			const active = [...work.active].map(([name, since]) => `${name} (${Math.round((Date.now() - since) / 1e3)} s)`);
			if (active.length > 0) tell(platform, work, `compiling ${active.join(", ")}`);
		}
	}, HEARTBEAT * 1e3);
	timer.unref();
	return {
		onEvent,
		stop: () => clearInterval(timer)
	};
}

// src/report/load.ts
/** The loads of a platform, from what its verify stage told: none where BuildKit had the step in its cache. */
function readLoads(events, platform) {
	const loads = [];
	let packages = [];
	for (const { kind, text } of events.filter((event) => event.platform === platform)) {
		const [seconds = "", ...words] = text.split(" ");
		if (kind === "loading") packages = [];
		if (kind === "package") packages = [...packages, {
			name: words.join(" "),
			seconds: Number(seconds)
		}];
		if (kind === "loaded") {
			const [uid = "", cpu = "", ...project] = words;
			loads.push({
				project: project.join(" "),
				uid,
				cpu,
				seconds: Number(seconds),
				packages
			});
		}
	}
	return loads;
}

// src/report/report.ts
const isRecord$3 = (value) => typeof value === "object" && value !== null;
const list = (value) => Array.isArray(value) ? value.filter(isRecord$3) : [];
const text = (value) => typeof value === "string" ? value : "";
const texts = (value) => Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
const number$1 = (value) => typeof value === "number" ? value : 0;
const readFileRow = (row) => ({
	path: text(row["path"]),
	bytes: number$1(row["bytes"]),
	targets: texts(row["targets"]),
	recipes: texts(row["recipes"])
});
function parseRecord(json) {
	const value = JSON.parse(json);
	return isRecord$3(value) ? value : {};
}
/** Reads the report that a depot stage wrote; what an older form lacks is empty. */
function parseDepotReport(json) {
	const { platform, julia, packages, seconds } = parseRecord(json);
	const steps = isRecord$3(seconds) ? seconds : {};
	return {
		platform: text(platform),
		julia: text(julia),
		packages: list(packages).map((row) => ({
			name: text(row["name"]),
			uuid: text(row["uuid"]),
			compiled: row["compiled"] === true,
			seconds: typeof row["seconds"] === "number" ? row["seconds"] : null,
			bytes: number$1(row["bytes"]),
			files: list(row["files"]).map(readFileRow)
		})),
		seconds: {
			restore: number$1(steps["restore"]),
			instantiate: number$1(steps["instantiate"]),
			precompile: number$1(steps["precompile"]),
			prune: number$1(steps["prune"])
		}
	};
}
/** The packages as this run sees them: only those in `names` were compiled now, the others were there already. */
const compiledNow = (packages, names) => packages.map((row) => names.has(row.name) ? row : {
	...row,
	compiled: false,
	seconds: null
});
/** Reads the `file` events of an image stage: `NAME JSON`. */
function readFileEvent(event) {
	const at = event.indexOf(" ");
	try {
		const row = JSON.parse(event.slice(at + 1));
		if (!isRecord$3(row)) return void 0;
		const { path, bytes, targets } = readFileRow(row);
		return {
			name: event.slice(0, at),
			file: {
				path,
				bytes,
				targets
			}
		};
	} catch {
		return;
	}
}

// src/cache/entry.ts
/**
* A cached depot: a folder with `layout/` (OCI image layout), `report.json` (what the depot bake told),
* `trees.jsonl` (the hash trees that it was made from, one per project and line) and `key`.
*/
const entryFiles = (folder) => ({
	layout: join$2(folder, "layout"),
	report: join$2(folder, "report.json"),
	trees: join$2(folder, "trees.jsonl"),
	key: join$2(folder, "key")
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
const isRecord$2 = (value) => typeof value === "object" && value !== null;
function readDescriptor(value) {
	const { digest, size } = isRecord$2(value) ? value : {};
	if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest) || typeof size !== "number") throw new Error("a descriptor has no digest or size");
	return {
		digest,
		size
	};
}
async function readRecord(file) {
	const value = JSON.parse(await readFile(file, "utf8"));
	if (!isRecord$2(value)) throw new Error(`${file} is not a JSON object`);
	return value;
}
const blob = (layout, { digest }) => join$2(layout, "blobs", ...digest.split(":"));
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
	const { manifests } = await readRecord(join$2(layout, "index.json"));
	const manifest = readDescriptor(Array.isArray(manifests) ? manifests[0] : void 0);
	const blobs = [manifest, ...manifestBlobs(await readRecord(blob(layout, manifest)))];
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
		const [source, target] = [join$2(from, entry.name), join$2(to, entry.name)];
		if (entry.isDirectory()) await linkTree(source, target);
		else await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_EXCL));
	}
}

// src/cache/folder.ts
/** How many entries of one platform and Julia version stay; the least recently used go. */
const KEPT = 10;
/** The folder that keeps depot layouts where there is no cache service: `JULIA_BAKE_CACHE_DIR`, else the user's cache. */
const cacheFolder = (env) => env["JULIA_BAKE_CACHE_DIR"] || join$2(env["XDG_CACHE_HOME"] || join$2(homedir(), ".cache"), "julia-bake", "depots");
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
	const times = await Promise.all(names.map((name) => lastUse(join$2(root, name))));
	return names.map((name, at) => ({
		name,
		time: times[at] ?? 0
	})).sort((a, b) => b.time - a.time).map(({ name }) => name);
}
/** What a save that was stopped halfway has left behind; one that is under way takes no day. */
async function findHalves(root) {
	const names = (await readdir(root)).filter((name) => name.startsWith("."));
	const times = await Promise.all(names.map((name) => lastUse(join$2(root, name))));
	return names.filter((_, at) => (times[at] ?? 0) < Date.now() - 864e5);
}
/** Puts the entry in `folder` into its place, whole or not at all. */
async function putEntry(folder, root, key) {
	const made = await mkdtemp(join$2(root, ".new-"));
	try {
		await linkTree(folder, join$2(made, key));
		await rm(join$2(root, key), {
			recursive: true,
			force: true
		});
		await rename(join$2(made, key), join$2(root, key));
	} finally {
		await rm(made, {
			recursive: true,
			force: true
		});
	}
}
/** A folder on this machine: what stands in for the cache service where there is none. */
async function folderStore(env) {
	const root = cacheFolder(env);
	await checkWritable(root);
	return {
		name: `the folder ${root}`,
		restore: async (_platform, key, folder) => {
			const names = await byLastUse(root);
			const found = [key.key, ...key.fallbacks.map(({ prefix }) => prefix)].map((prefix) => names.find((name) => name.startsWith(prefix))).find((name) => name !== void 0);
			if (found === void 0) return void 0;
			await linkTree(join$2(root, found), folder);
			await utimes(join$2(root, found), /* @__PURE__ */ new Date(), /* @__PURE__ */ new Date());
			return {
				key: found,
				folder
			};
		},
		save: async (_platform, key, folder) => {
			await putEntry(folder, root, key);
			const lineage = key.slice(0, key.lastIndexOf("-isa-") + 5);
			const useless = [...(await byLastUse(root)).filter((name) => name.startsWith(lineage)).slice(KEPT), ...await findHalves(root)];
			await Promise.all(useless.map((name) => rm(join$2(root, name), {
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
const staging = (platform) => `~/.cache/julia-bake/github/${platform.name.replaceAll("/", "-")}`;
const absolute = (path) => join$2(homedir(), path.slice(2));
/** GitHub's cache service: entries cannot change, ten gigabytes a repository, the oldest unused go first. */
const githubStore = ({ cache }) => ({
	name: "GitHub's cache service",
	restore: async (platform, key, folder) => {
		const path = staging(platform);
		await rm(absolute(path), {
			recursive: true,
			force: true
		});
		await mkdir(dirname(absolute(path)), { recursive: true });
		const prefixes = (exact) => key.fallbacks.filter(({ tier }) => tier === "exact" === exact).map(({ prefix }) => prefix);
		const [nearest = key.key, ...others] = prefixes(false);
		const found = await cache.restoreCache([path], key.key, prefixes(true)) ?? await cache.restoreCache([path], nearest, others);
		if (found === void 0) return void 0;
		await linkTree(absolute(path), folder);
		await rm(absolute(path), {
			recursive: true,
			force: true
		});
		return {
			key: found,
			folder
		};
	},
	save: async (platform, key, folder) => {
		const path = staging(platform);
		await rm(absolute(path), {
			recursive: true,
			force: true
		});
		await linkTree(folder, absolute(path));
		const id = await cache.saveCache([path], key);
		await rm(absolute(path), {
			recursive: true,
			force: true
		});
		return id < 0 ? "not saved: the cache service did not take it" : "saved";
	}
});

// src/cache/key.ts
const hex = (text, digits) => createHash("sha256").update(text).digest("hex").slice(0, digits);
const keyParts = (source) => {
	const { os, arch, variant } = source.platform;
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
			value: `isa-${hex(source.passes.join("\n"), 12)}`,
			reason: `CPU targets: ${source.passes.join(" | ") || "Julia's own default"}`
		},
		{
			name: "deps",
			value: `deps-${hex([...[...new Set(source.recipes)].sort(), source.baseImage].join("\n"), 16)}`,
			reason: `immutable packages of the manifest, base image ${source.baseImage}`
		}
	];
};
const join$1 = (parts) => parts.map(({ value }) => value).join("-");
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
	const until = (name) => (lineage) => `${join$1(lineage.slice(0, lineage.findIndex((part) => part.name === name) + 1))}-`;
	return {
		key: join$1(parts),
		parts,
		fallbacks: [
			...lineages.slice(1).map((lineage) => ({
				prefix: join$1(lineage),
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
/** What a run's event says about its trust: only pull requests run code that nobody has reviewed yet. */
const trustOf = (event) => event === "pull_request" || event === "pull_request_target" ? "pr" : "main";

// src/cache/facts.ts
/**
* Characters that facts may have as an annotation: a registry takes manifests of 4 MiB at least
* (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests).
*/
const LONGEST = 3145728;
/** Bytes of facts, unpacked: a stored manifest may hold anything. */
const MOST_BYTES = 67108864;
/**
* Facts as one line of text: JSON, gzip, base64.
*
* @throws {Error} if that is longer than a manifest may be
*/
function packFacts({ report, trees }) {
	const packed = gzipSync(JSON.stringify({
		report,
		trees
	})).toString("base64");
	if (packed.length <= LONGEST) return packed;
	throw new Error(`what there is to tell of the depot takes ${packed.length} characters of ${LONGEST}`);
}
/**
* Reads what {@link packFacts} wrote.
*
* @throws {Error} for anything else
*/
function unpackFacts(packed) {
	const text = gunzipSync(Buffer.from(packed, "base64"), { maxOutputLength: MOST_BYTES }).toString("utf8");
	const value = JSON.parse(text);
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
	facts: "io.github.julia-bake.facts"
};
const sha256$1 = (text) => createHash("sha256").update(text).digest("hex");
/**
* The tag for a key, or for a fallback's prefix. What is no tag as it is
* (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests), such as a nightly's key
* with its `+`, gets the hash of all of it at the end, so that no two share one.
*/
function tagOf(text) {
	const plain = text.replace(/-$/, "");
	if (/^\w[\w.-]{0,127}$/.test(plain)) return plain;
	return `${plain.replace(/[^\w.-]/g, "_").replace(/^\W/, "_").slice(0, 111)}-${sha256$1(plain).slice(0, 16)}`;
}
/** Tags that a depot is pushed under: its own, and that of each tier of its lineage, which goes on to the newest. */
const tagsOf = ({ key, fallbacks }) => [key, ...fallbacks.map(({ prefix }) => prefix).filter((prefix) => key.startsWith(prefix))].map(tagOf);
/**
* A manifest as the registry has it, to the byte; nothing if it has none.
*
* @param name `:TAG` or `@DIGEST`
*/
async function readManifest({ repo, builder, exec }, name) {
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
function parseManifest$1(text) {
	const value = JSON.parse(text);
	return isRecord$2(value) ? value : {};
}
const layoutOf = (repo, manifest) => {
	const digest = `sha256:${sha256$1(manifest)}`;
	const bytes = Buffer.byteLength(manifest) + sumBlobs(parseManifest$1(manifest));
	return {
		context: `docker-image://${repo}@${digest}`,
		digest,
		bytes
	};
};
function readDepot(repo, manifest) {
	const { annotations } = parseManifest$1(manifest);
	const { [annotation.key]: key, [annotation.facts]: facts } = isRecord$2(annotations) ? annotations : {};
	if (typeof key !== "string" || typeof facts !== "string") throw new Error("a manifest has no key or no facts of a depot among its annotations");
	return {
		key,
		facts: unpackFacts(facts),
		layout: layoutOf(repo, manifest)
	};
}
async function restoreDepot(source, { key, fallbacks }) {
	for (const { prefix, tier } of [{
		prefix: key,
		tier: "exact"
	}, ...fallbacks]) {
		const manifest = await readManifest(source, `:${tagOf(prefix)}`);
		if (manifest === void 0) continue;
		const depot = readDepot(source.repo, manifest);
		if (!(tier === "exact" ? depot.key === prefix : depot.key.startsWith(prefix))) throw new Error(`the tag ${tagOf(prefix)} holds ${depot.key}`);
		return depot;
	}
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
		restore: (_platform, key) => restoreDepot(source, key),
		save: () => Promise.resolve("not saved"),
		push: {
			target: (key, facts) => ({
				output: [pushOutput(tagsOf(key).map((tag) => `${repo}:${tag}`))],
				annotations: [`${annotation.key}=${key.key}`, `${annotation.facts}=${packFacts(facts)}`]
			}),
			find: async (digest) => {
				const manifest = await readManifest(source, `@${digest}`);
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
	save: () => Promise.resolve("not saved (input cache is false)")
};
/** Entries are folders: each has to be what it was asked for, and whole. */
const throughFolder = ({ name, restore, save }) => ({
	name,
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
async function chooseStore({ cacheRepo, builder }, deps) {
	if (cacheRepo !== "") return registryStore(cacheRepo, {
		builder,
		exec: deps.exec
	});
	const onGitHub = deps.cache.isFeatureAvailable() && deps.env["ACTIONS_RUNTIME_TOKEN"];
	return throughFolder(onGitHub ? githubStore(deps) : await folderStore(deps.env));
}
/**
* Chooses the store: the registry that the input names, else GitHub's cache service where this run has one, else a
* folder on this machine.
*
* @throws {@link UserError} when the folder cannot be written
*/
async function openCache(inputs, deps) {
	if (inputs.cache === "false") return none;
	const store = await chooseStore(inputs, deps);
	const mayPush = inputs.cache === "true" && store.push !== void 0;
	return {
		name: store.name,
		...mayPush ? { push: store.push } : {},
		restore: async (platform, key, folder) => {
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
		save: async (platform, key, folder) => {
			if (inputs.cache === "restore-only") return "not saved (input cache is restore-only)";
			try {
				return await store.save(platform, key, folder);
			} catch (error) {
				deps.log.warning(`${platform.name}: not saved to ${store.name}: ${messageOf(error)}`);
				return "not saved";
			}
		}
	};
}

// src/project/version.ts
/** What Julia's `VersionNumber` takes: `1`, `1.2`, `v1.2.3`, `1.2.3-rc1`, `1.2.3rc1`, `1.2.3+build`, `1.2.3+`. */
const form = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-|(?:[a-z][0-9a-z-]*(?:\.[0-9a-z-]+)*|-(?:[0-9a-z-]+\.)*[0-9a-z-]+)?(?:\+|\+(?:[0-9a-z-]+\.)*[0-9a-z-]+)?)$/i;
/** Whether Julia's `VersionNumber` accepts a text. */
const isVersion = (text) => form.test(text);
/** Reads a version; what follows the patch number (`-rc1`, `+build`) is left out. */
function parseVersion(text) {
	const match = form.exec(text);
	return match === null ? void 0 : [
		Number(match[1]),
		Number(match[2] ?? 0),
		Number(match[3] ?? 0)
	];
}
/** Orders two versions. */
const compareVersions = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
/**
* Whether a version is at least a given one, where pre-releases count as the release they lead to.
* A version that cannot be read, such as `nightly`, counts as newer than all.
*/
function atLeast(text, ...least) {
	const version = parseVersion(text);
	return version === void 0 || compareVersions(version, least) >= 0;
}

// src/project/compat.ts
const number = String.raw`v?(\d+)(?:\.(\d+))?(?:\.(\d+))?`;
const semver = new RegExp(`^([~^]?)${number}$`);
const inequality = new RegExp(String.raw`^(≥|>=|=|<)\s*v?${number}$`);
const hyphen = new RegExp(String.raw`^${number}\s+-\s+${number}$`);
/**
* Reads a `[compat]` value such as `0.5, ^1.2, ~1.3.1, >= 2, 3.1 - 4`.
*
* The rules are Pkg's (https://pkgdocs.julialang.org/v1/compatibility/): caret by default, a comma means "or".
*
* @returns `undefined` for what Pkg cannot read
*/
function parseCompat(spec) {
	const ranges = spec.split(",").map((part) => parseRange(part.trim()));
	return ranges.every((range) => range !== void 0) ? join(ranges) : void 0;
}
/** Whether a version lies in a compat specification; pre-release and build are not looked at, as in Pkg. */
function isCompatible(version, compat) {
	const numbers = parseVersion(version);
	return numbers !== void 0 && compat.some(({ lower, upper }) => compareBound(numbers, lower) >= 0 && compareBound(numbers, upper) <= 0);
}
/** A specification as Pkg prints it; Julia before 1.11 puts no blanks around the dash. */
function printCompat(compat, dash) {
	const texts = compat.map(({ lower, upper }) => {
		if (lower.length === 0 && upper.length === 0) return "*";
		if (same(lower, upper)) return lower.join(".");
		return `${lower.join(".")}${dash}${upper.length === 0 ? "*" : upper.join(".")}`;
	});
	return texts.length === 1 ? texts.join("") : texts.length === 0 ? "∅" : `[${texts.join(", ")}]`;
}
function parseRange(text) {
	const [, kind, ...numbers] = semver.exec(text) ?? [];
	if (kind !== void 0) return kind === "~" ? tilde(bound(numbers)) : caret(bound(numbers));
	const [, sign, ...limits] = inequality.exec(text) ?? [];
	if (sign !== void 0) return compared(sign, full(bound(limits)));
	const match = hyphen.exec(text);
	if (match === null) return void 0;
	const [lower, upper] = [bound(match.slice(1, 4)), bound(match.slice(4, 7))];
	return {
		lower: compareVersions(full(lower), full(upper)) === 0 ? upper : lower,
		upper
	};
}
const bound = (texts) => texts.filter((text) => text !== void 0).map(Number);
const full = ([major = 0, minor = 0, patch = 0]) => [
	major,
	minor,
	patch
];
function caret(given) {
	const significant = given.findIndex((part) => part !== 0);
	const length = significant < 0 ? given.length : significant + 1;
	return range(full(given), full(given).slice(0, length));
}
const tilde = (given) => range(full(given), full(given).slice(0, given.length === 1 ? 1 : 2));
function compared(sign, limit) {
	if (sign === "=") return range(limit, limit);
	if (sign !== "<") return {
		lower: limit,
		upper: []
	};
	const [major, minor, patch] = limit;
	const upper = patch > 0 ? [
		major,
		minor,
		patch - 1
	] : minor > 0 ? [major, minor - 1] : [major - 1];
	return range([
		0,
		0,
		0
	], upper);
}
/** Equal numbers in bounds of different length mean the upper one: `1.0.0 - 1` is `1`. */
const range = (lower, upper) => compareVersions(full(lower), full(upper)) === 0 ? {
	lower: upper,
	upper
} : {
	lower,
	upper
};
/** Compares a version with a bound on the numbers that the bound has. */
function compareBound(version, limit) {
	const at = limit.findIndex((part, index) => part !== version[index]);
	return at < 0 ? 0 : (version[at] ?? 0) - (limit[at] ?? 0);
}
const same = (a, b) => a.length === b.length && a.every((part, i) => part === b[i]);
/** A shorter upper bound is the wider one, a shorter lower bound as well. */
const byLower = (a, b) => shared(a, b) || a.length - b.length;
const byUpper = (a, b) => shared(a, b) || b.length - a.length;
const shared = (a, b) => compareBound(a.slice(0, Math.min(a.length, b.length)), b.slice(0, Math.min(a.length, b.length)));
/** Whether the next range begins inside of this one or right after it. */
function touches(upper, lower) {
	if (shared(upper, lower) >= 0) return true;
	return upper.length === lower.length && upper.slice(0, -1).every((part, i) => part === lower[i]) && (upper.at(-1) ?? 0) >= (lower.at(-1) ?? 0) - 1;
}
function join(ranges) {
	return ranges.filter(({ lower, upper }) => shared(lower, upper) <= 0).sort((a, b) => byLower(a.lower, b.lower) || byUpper(a.upper, b.upper)).reduce((joined, next) => {
		const last = joined.at(-1);
		if (last === void 0 || !touches(last.upper, next.lower)) return [...joined, next];
		const upper = byUpper(last.upper, next.upper) < 0 ? next.upper : last.upper;
		return [...joined.slice(0, -1), range(last.lower, upper)];
	}, []);
}

// src/project/toml.ts
/** The error for a value that Pkg refuses as well: what is wrong, where, and what to do. */
const refusal = ({ file, entry, remedy }, problem) => new UserError(`${file}${entry === void 0 ? "" : `, ${entry}`}: ${problem}. ${remedy}`);
/** Whether a value is a table, so neither an array nor a date. */
const isTable = (value) => typeof value === "object" && !Array.isArray(value) && !(value instanceof TomlDate);
/**
* Reads TOML. Integers become `bigint` and floats `number`, so that `1` and `1.0` stay two different values.
*
* @throws {@link UserError} with file, line and column for a syntax error
*/
function parseToml(text, file) {
	try {
		return parse(text, { integersAsBigInt: true });
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		const reason = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
		throw new UserError(`${file}:${error.line}:${error.column}: this is not TOML: ${reason}. Mend that line, or restore the file from Git.\n${error.codeblock.trimEnd()}`);
	}
}
/** A value in one line whatever the order of its keys: what is hashed for preferences. */
function canonical(value) {
	if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
	if (isTable(value)) return `{${sortedEntries(value).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
	if (value instanceof TomlDate) return `date ${value.toISOString()}`;
	if (typeof value === "number") return `float ${Object.is(value, -0) ? "-0" : String(value)}`;
	return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}
/** The entries of a record in the order of their keys (by code unit, the same on every machine). */
const sortedEntries = (record) => Object.entries(record).sort(([a], [b]) => compare(a, b));
/** Orders two texts by code unit. */
const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;

// src/project/resolve-hash.ts
/**
* Whether a manifest's `project_hash` is that of a project, by the rule of any Pkg.
*
* The rule changed twice: Julia 1.8 to 1.11 hash `[deps]` and `[compat]` (with blanks around the dash of a
* range since 1.11), 1.12 adds `[weakdeps]` and leaves out the compat of other names
* (`project_resolve_hash`, `workspace_resolve_hash` in Pkg's `src/Types.jl`). Not for workspaces.
*/
const isResolveHash = (hash, project) => resolveTexts(project).some((text) => createHash("sha1").update(text).digest("hex") === hash);
function resolveTexts({ deps, oldDeps, weakdeps, compat }) {
	const section = (table) => sortedEntries(table).map(([name, value]) => `${name}=${value}\n`).join("");
	const print = (names, dash) => section(Object.fromEntries(names.map((name) => [name, printSpec(compat[name], dash)])));
	const [compats, all] = [Object.keys(compat), Object.keys({
		...deps,
		...weakdeps
	})];
	return [...[section(deps), section({
		...deps,
		...oldDeps
	})].flatMap((text) => [text + print(compats, "-"), text + print(compats, " - ")]), `${section(deps)}\n${section(weakdeps)}\n${print(all, " - ")}`];
}
const printSpec = (spec, dash) => spec === void 0 ? "*" : printCompat(parseCompat(spec) ?? [], dash);

// src/project/agreement.ts
/**
* Refuses a manifest that was not resolved for its project.
*
* @throws {@link UserError} that lists every disagreement
*/
function checkAgreement(checked) {
	const { project, manifest } = checked;
	const disagreements = findDisagreements(checked);
	if (disagreements.length === 0) return;
	throw new UserError(`project: ${project.file} and ${manifest.file} disagree:\n` + disagreements.map((text) => `- ${text}\n`).join("") + "Run `julia --project -e \"using Pkg; Pkg.resolve()\"` in that project and commit the manifest.");
}
/** What a manifest lacks or has otherwise than its project and its path packages say. */
function findDisagreements({ project, manifest, pathPackages }) {
	const byUuid = new Map(manifest.entries.map((entry) => [entry.uuid, entry]));
	const direct = Object.entries(project.deps).flatMap(([name, uuid]) => {
		const entry = byUuid.get(uuid);
		if (entry?.name !== name) return [missing(name, uuid, manifest)];
		return [...outsideCompat(project, entry), ...otherSource(project, entry)];
	});
	const inner = Object.values(pathPackages).flatMap((found) => {
		const entry = byUuid.get(found.uuid);
		return entry === void 0 ? [] : otherPackage(found, entry);
	});
	return [...direct, ...inner];
}
function missing(name, uuid, { entries }) {
	const renamed = entries.find((entry) => entry.uuid === uuid)?.name;
	if (renamed !== void 0) return `\`${name}\` with the UUID ${uuid} is called \`${renamed}\` in the manifest`;
	const others = entries.filter((entry) => entry.name === name).map((entry) => entry.uuid);
	if (others.length === 0) return `\`${name}\` is in [deps], but not in the manifest`;
	return `\`${name}\` has the UUID ${uuid} in [deps], but ${others.join(" and ")} in the manifest`;
}
/** Standard libraries are left out: their version is that of the Julia which runs, whatever was resolved. */
function outsideCompat({ compat }, { name, version, treeHash, path }) {
	const spec = compat[name];
	if (spec === void 0 || version === void 0 || (treeHash ?? path) === void 0) return [];
	if (isCompatible(version, parseCompat(spec) ?? [])) return [];
	return [`\`${name}\` is ${version} in the manifest, but [compat] allows "${spec}"`];
}
function otherSource({ sources }, entry) {
	const source = sources[entry.name];
	if (source === void 0) return [];
	if (source.path !== void 0 && entry.path === void 0 && entry.repoUrl === void 0) return [`\`${entry.name}\` has a path in [sources], but not in the manifest`];
	if (source.url !== void 0 && entry.repoUrl === void 0) return [`\`${entry.name}\` has a url in [sources], but no repo-url in the manifest`];
	return [];
}
function otherPackage({ project, folder }, entry) {
	const { name, uuid } = project;
	if (name !== entry.name || uuid !== entry.uuid) {
		const [found, wanted] = [`${name ?? "(no name)"}=${uuid ?? "(no uuid)"}`, `${entry.name}=${entry.uuid}`];
		return [`the package in ${folder} is ${found}, but the manifest has ${wanted} at that path`];
	}
	return Object.entries(project.deps).filter(([dependency, id]) => entry.deps[dependency] !== id).map(([dependency]) => `\`${dependency}\` is in [deps] of ${project.file}, but the manifest's \`${name}\` lacks it`);
}
/**
* Refuses a manifest that the chosen Julia cannot read: those before 1.6.2 know format 1.0 only.
*
* @throws {@link UserError}
*/
function checkFormat({ file, format }, juliaVersion) {
	if (format === "1.0" || atLeast(juliaVersion, 1, 6, 2)) return;
	throw new UserError(`${file}: Julia ${juliaVersion} reads manifests of format 1.0 only, but this one has format ${format}. Choose a \`julia-version\` of 1.6.2 or later, or resolve the project with the Julia that is to run it.`);
}
/** What Pkg warns about, and what it cannot do in a container. */
function findWarnings({ project, workspaces, manifest }, juliaVersion) {
	const warnings = [...manifest.warnings];
	const [running, resolved] = [parseVersion(juliaVersion), parseVersion(manifest.juliaVersion ?? "")];
	if (running && resolved && (running[0] !== resolved[0] || running[1] !== resolved[1])) warnings.push(`${manifest.file} was resolved with Julia ${manifest.juliaVersion ?? ""}, but ${juliaVersion} is to run it. Unexpected behaviour may occur.`);
	const julia = project.compat["julia"];
	if (julia !== void 0 && running && !isCompatible(juliaVersion, parseCompat(julia) ?? [])) warnings.push(`${project.file}: [compat] allows julia = "${julia}", but ${juliaVersion} is to run it.`);
	if (!(workspaces.length > 0 || project.workspace.length > 0) && manifest.projectHash !== void 0 && !isResolveHash(manifest.projectHash, project)) warnings.push(`The dependencies or compat entries of ${project.file} have changed since ${manifest.file} was resolved. Run \`Pkg.resolve()\`, or \`Pkg.update()\` if needed.`);
	for (const { name, repoUrl } of manifest.entries) {
		if (repoUrl === void 0 || /^[a-z][a-z0-9+.-]*:|^[^/]+@[^/]+:/i.test(repoUrl)) continue;
		warnings.push(`${manifest.file}: \`${name}\` comes from the local repository ${repoUrl}, which a build cannot reach.`);
	}
	return warnings;
}

// src/project/fields.ts
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const sha1Form = /^[0-9a-f]{40}$/i;
const show = (value) => typeof value === "bigint" ? value.toString() : JSON.stringify(value, (_, inner) => typeof inner === "bigint" ? Number(inner) : inner);
const wrong = (place, key, value, allowed) => refusal(place, `\`${key}\` is ${show(value)}, but has to be ${allowed}`);
/** The value of a key that was written in the file itself, never one that JavaScript's objects inherit. */
const field = (table, key) => Object.hasOwn(table, key) ? table[key] : void 0;
/** A text field. */
function textField$1(table, key, place) {
	const value = field(table, key);
	if (value === void 0 || typeof value === "string") return value;
	throw wrong(place, key, value, "a text in quotes");
}
/** A boolean field; absent means false. */
function flagField(table, key, place) {
	const value = field(table, key);
	if (value === void 0 || typeof value === "boolean") return value ?? false;
	throw wrong(place, key, value, "`true` or `false` without quotes");
}
/** A UUID of 36 characters, in lower case. */
function uuidField(table, key, place) {
	const text = textField$1(table, key, place);
	if (text === void 0 || uuidForm.test(text)) return text?.toLowerCase();
	throw wrong(place, key, text, "a UUID such as \"7876af07-990d-54b4-ab0e-23690620f79a\"");
}
/** A version as Julia's `VersionNumber` reads it. */
function versionField(table, key, place) {
	const text = textField$1(table, key, place);
	if (text === void 0 || isVersion(text)) return text;
	throw wrong(place, key, text, "a version such as \"1.2.3\"");
}
/** A SHA-1 in hex, in lower case. */
function sha1Field(table, key, place) {
	const text = textField$1(table, key, place);
	if (text === void 0 || sha1Form.test(text)) return text?.toLowerCase();
	throw wrong(place, key, text, "a SHA-1 of 40 hexadecimal digits");
}
/** A table; absent means an empty one. */
function tableField(table, key, place) {
	const value = field(table, key);
	if (value === void 0) return {};
	if (isTable(value)) return value;
	throw wrong(place, key, value, "a table");
}
/** A text or a list of texts; absent means an empty list. */
function textsField(table, key, place) {
	const value = field(table, key);
	if (value === void 0) return [];
	if (typeof value === "string") return [value];
	if (Array.isArray(value)) {
		const texts = value.filter((item) => typeof item === "string");
		if (texts.length === value.length) return texts;
	}
	throw wrong(place, key, value, "a text or a list of texts");
}
/** A table of UUIDs by name. */
function uuidsField(table, key, place) {
	const inner = tableField(table, key, place);
	const where = {
		...place,
		entry: place.entry === void 0 ? `[${key}]` : `${place.entry} \`${key}\``
	};
	return mapTable(inner, (_, name) => uuidField(inner, name, where) ?? "");
}
/** A table with each of its values read. */
const mapTable = (table, read) => Object.fromEntries(Object.entries(table).map(([key, value]) => [key, read(value, key)]));
/** A record without those of its texts that are undefined. */
function present(fields) {
	const kept = {};
	for (const key in fields) {
		const value = fields[key];
		if (value !== void 0) kept[key] = value;
	}
	return kept;
}

// src/project/project.ts
const remedy$1 = "Mend it; https://pkgdocs.julialang.org/v1/toml-files/ describes the format.";
/**
* Reads a Project.toml and refuses what Pkg refuses.
*
* @throws {@link UserError} with the file and the line of a syntax error or the field that is malformed
*/
function parseProject(text, file) {
	const raw = parseToml(text, file);
	const place = {
		file,
		remedy: remedy$1
	};
	const [deps, weakdeps] = [uuidsField(raw, "deps", place), uuidsField(raw, "weakdeps", place)];
	const both = (weak) => Object.fromEntries(Object.entries(deps).filter(([name, uuid]) => weakdeps[name] === uuid === weak));
	const project = {
		file,
		...present({
			name: textField$1(raw, "name", place),
			uuid: uuidField(raw, "uuid", place),
			version: versionField(raw, "version", place),
			manifest: textField$1(raw, "manifest", place),
			entryFile: textField$1(raw, "path", place) ?? textField$1(raw, "entryfile", place)
		}),
		deps: both(false),
		oldDeps: both(true),
		weakdeps,
		extensions: lists(raw, "extensions", place),
		extras: uuidsField(raw, "extras", place),
		targets: lists(raw, "targets", place),
		compat: readCompat(raw, place),
		preferences: tableField(raw, "preferences", place),
		sources: readSources(raw, place),
		workspace: readWorkspace$1(raw, place),
		readonly: flagField(raw, "readonly", place)
	};
	for (const section of [
		"deps",
		"weakdeps",
		"extras"
	]) refuseTwins$1(project[section], section, place);
	refuseUnlisted(project, place);
	return project;
}
/** All packages that a project names, in any section, UUID by name: those whose preferences count. */
const namedPackages = ({ deps, weakdeps, extras }) => [
	deps,
	extras,
	weakdeps
].flatMap((section) => Object.entries(section));
function lists(raw, key, place) {
	const table = tableField(raw, key, place);
	return mapTable(table, (_, name) => textsField(table, name, {
		...place,
		entry: `[${key}]`
	}));
}
function readCompat(raw, place) {
	const table = tableField(raw, "compat", place);
	const where = {
		...place,
		entry: "[compat]"
	};
	return mapTable(table, (_, name) => {
		const spec = textField$1(table, name, where) ?? "";
		if (parseCompat(spec) !== void 0) return spec;
		throw refusal(where, `\`${name}\` is "${spec}", but has to be a version specifier such as "1.2, 2"`);
	});
}
function readWorkspace$1(raw, place) {
	const [table, where] = [tableField(raw, "workspace", place), {
		...place,
		entry: "[workspace]"
	}];
	if (typeof field(table, "projects") !== "string") return textsField(table, "projects", where);
	throw refusal(where, "`projects` is a text, but has to be a list of folders such as [\"docs\", \"test\"]");
}
function readSources(raw, place) {
	return mapTable(tableField(raw, "sources", place), (source, name) => {
		const where = {
			...place,
			entry: `[sources] \`${name}\``
		};
		if (!isTable(source)) throw refusal(where, "this has to be a table such as {path = \"../Example\"}");
		if (field(source, "path") !== void 0 && (field(source, "url") ?? field(source, "rev")) !== void 0) throw refusal(where, "both a `path` and a `url` or `rev` are given, but only one can hold");
		return present({
			path: textField$1(source, "path", where),
			url: textField$1(source, "url", where),
			rev: textField$1(source, "rev", where),
			subdir: textField$1(source, "subdir", where)
		});
	});
}
function refuseTwins$1(packages, section, place) {
	const names = /* @__PURE__ */ new Map();
	for (const [name, uuid] of Object.entries(packages)) {
		const twin = names.get(uuid);
		if (twin !== void 0) throw refusal({
			...place,
			entry: `[${section}]`
		}, `\`${twin}\` and \`${name}\` have the same UUID ${uuid}`);
		names.set(uuid, name);
	}
}
function refuseUnlisted(project, place) {
	const listed = new Set(namedPackages(project).map(([name]) => name));
	for (const name of Object.keys(project.compat)) {
		if (name === "julia" || listed.has(name)) continue;
		throw refusal({
			...place,
			entry: "[compat]"
		}, `\`${name}\` is in none of [deps], [weakdeps] and [extras]`);
	}
	for (const [target, names] of Object.entries(project.targets)) {
		const missing = names.find((name) => !listed.has(name));
		if (missing === void 0) continue;
		throw refusal({
			...place,
			entry: `[targets] \`${target}\``
		}, `\`${missing}\` is in none of [deps], [weakdeps] and [extras]`);
	}
}

// src/project/read-by.ts
/**
* A project as one version of Julia reads it; what came with later versions means nothing to it.
*
* Preferences came with 1.6, weak dependencies and extensions with 1.9 (until then, what is in both `[deps]` and
* `[weakdeps]` is a dependency), `[sources]` with 1.11, workspaces with 1.12 (Pkg's `CHANGELOG.md`, Julia's `NEWS.md`).
*/
const readBy = (juliaVersion, project) => ({
	...project,
	...hasPreferences(juliaVersion) ? {} : { preferences: {} },
	...atLeast(juliaVersion, 1, 9, 0) ? {} : {
		deps: {
			...project.deps,
			...project.oldDeps
		},
		oldDeps: {},
		weakdeps: {},
		extensions: {}
	},
	...atLeast(juliaVersion, 1, 11, 0) ? {} : { sources: {} },
	...hasWorkspaces(juliaVersion) ? {} : { workspace: [] }
});
/** Whether a version of Julia reads preferences. */
const hasPreferences = (juliaVersion) => atLeast(juliaVersion, 1, 6, 0);
/** Whether a version of Julia knows workspaces. */
const hasWorkspaces = (juliaVersion) => atLeast(juliaVersion, 1, 12, 0);

// src/project/locate.ts
/** Whether a path is a file. */
const isFile = async (path) => stat(path).then((found) => found.isFile(), () => false);
/** The first of some names that is a file in a folder. */
async function firstFile(folder, names) {
	for (const name of names) {
		const path = join$2(folder, name);
		if (await isFile(path)) return path;
	}
}
/** Reads a folder's project; `undefined` where the folder has none. JuliaProject.toml goes before Project.toml. */
async function readProject(folder) {
	const file = await firstFile(folder, ["JuliaProject.toml", "Project.toml"]);
	return file === void 0 ? void 0 : parseProject(await readFile(file, "utf8"), file);
}
/** Names under which a Julia version looks for a manifest, first one first (FACTS §3). */
function manifestNames(juliaVersion) {
	const plain = ["JuliaManifest.toml", "Manifest.toml"];
	const version = parseVersion(juliaVersion);
	if (version === void 0 || !atLeast(juliaVersion, 1, 10, 8)) return plain;
	const suffix = `-v${version[0]}.${version[1]}.toml`;
	return [
		`JuliaManifest${suffix}`,
		`Manifest${suffix}`,
		...plain
	];
}
/**
* The manifest that Julia reads for a project: the one of the workspace around it (1.12 and later), the one
* that its `manifest` field names, or one beside it (`project_file_manifest_path` in Julia's `base/loading.jl`).
*
* @param outer the projects of the workspaces around it, inside out
*/
async function findManifest(project, outer, juliaVersion) {
	const [parent, ...rest] = outer;
	const shared = parent && await findManifest(parent, rest, juliaVersion);
	if (shared !== void 0) return shared;
	const folder = dirname(project.file);
	const named = project.manifest === void 0 ? void 0 : resolve(folder, project.manifest);
	if (named !== void 0 && await isFile(named)) return named;
	return firstFile(folder, manifestNames(juliaVersion));
}
/**
* The projects of the workspaces around a project, inside out. Julia 1.12.0 and 1.12.1 look only one folder up, and
* for the plain name of the project's folder; 1.12.2 and later look further up, and for any path to it
* (`base_project` in Julia's `base/loading.jl`, https://github.com/JuliaLang/julia/pull/59849).
*/
async function findWorkspaces(project, juliaVersion) {
	if (!hasWorkspaces(juliaVersion)) return [];
	const nested = atLeast(juliaVersion, 1, 12, 2);
	const member = dirname(project.file);
	for (const folder of foldersAbove(member).slice(0, nested ? void 0 : 1)) {
		const outer = await readWorkspace(folder);
		if (outer === void 0) continue;
		if (nested ? await holds(outer, member) : outer.workspace.includes(basename(member))) return [outer, ...await findWorkspaces(outer, juliaVersion)];
	}
	return [];
}
/** Whether a workspace names a folder, on whatever way. */
async function holds({ file, workspace }, member) {
	const real = async (path) => realpath(path).catch(() => path);
	return (await Promise.all(workspace.map(async (path) => real(resolve(dirname(file), path))))).includes(await real(member));
}
/** A project above that cannot be read is none of this project's business, as long as it names no workspace. */
async function readWorkspace(folder) {
	const file = await firstFile(folder, ["JuliaProject.toml", "Project.toml"]);
	if (file === void 0) return void 0;
	const text = await readFile(file, "utf8");
	return /workspace/.test(text) ? parseProject(text, file) : void 0;
}
function foldersAbove(folder) {
	const parent = dirname(folder);
	return parent === folder ? [] : [parent, ...foldersAbove(parent)];
}

// src/project/manifest-entry.ts
/**
* Reads one stanza of a manifest.
*
* @throws {@link UserError} for a field that is malformed
*/
function readEntry(name, stanza, place) {
	const uuid = uuidField(stanza, "uuid", place);
	if (uuid === void 0) throw refusal(place, "a `uuid` is missing");
	const extensions = tableField(stanza, "extensions", place);
	const entry = {
		name,
		uuid,
		...present({
			version: versionField(stanza, "version", place),
			treeHash: sha1Field(stanza, "git-tree-sha1", place),
			path: textField$1(stanza, "path", place),
			repoUrl: textField$1(stanza, "repo-url", place),
			repoRev: textField$1(stanza, "repo-rev", place),
			repoSubdir: textField$1(stanza, "repo-subdir", place),
			entryFile: textField$1(stanza, "entryfile", place),
			syntaxVersion: versionField(tableField(stanza, "syntax", place), "julia_version", place)
		}),
		pinned: flagField(stanza, "pinned", place),
		extensions: mapTable(extensions, (_, extension) => textsField(extensions, extension, place)),
		registries: textsField(stanza, "registries", place)
	};
	if (entry.repoUrl !== void 0 && entry.treeHash === void 0 && entry.path === void 0) throw refusal(place, "there is a `repo-url` but no `git-tree-sha1`");
	const [deps, weakdeps] = [readDependencies(stanza, "deps", place), readDependencies(stanza, "weakdeps", place)];
	return {
		place,
		entry,
		deps,
		weakdeps
	};
}
function readDependencies(stanza, key, place) {
	if (!Array.isArray(field(stanza, key))) return uuidsField(stanza, key, place);
	const names = textsField(stanza, key, place);
	const twin = names.find((name, index) => names.indexOf(name) !== index);
	if (twin === void 0) return names;
	throw refusal(place, `\`${key}\` names \`${twin}\` twice`);
}
/**
* Finds the packages on which each package depends and checks that they are there under the right name.
*
* @throws {@link UserError} for a dependency that is missing, ambiguous or has another name
*/
function linkDependencies(unlinked) {
	const byName = /* @__PURE__ */ new Map();
	for (const item of unlinked) byName.set(item.entry.name, [...byName.get(item.entry.name) ?? [], item]);
	const byUuid = new Map(unlinked.map((item) => [item.entry.uuid, item.entry]));
	refuseTwins(unlinked);
	const find = (name, place, key) => {
		const [found, second] = byName.get(name) ?? [];
		if (found === void 0) throw refusal(place, `\`${key}\` names \`${name}\`, but the manifest has no such package`);
		if (second === void 0) return found.entry.uuid;
		throw refusal(place, `\`${key}\` names \`${name}\`, which is ambiguous: the manifest has two packages of that name`);
	};
	const link = (dependencies, place, key) => isNames(dependencies) ? Object.fromEntries(dependencies.map((name) => [name, find(name, place, key)])) : dependencies;
	return unlinked.map(({ place, entry, ...named }) => {
		const deps = link(named.deps, place, "deps");
		for (const [name, uuid] of Object.entries(deps)) {
			const found = byUuid.get(uuid)?.name;
			if (found === name) continue;
			throw refusal(place, `\`deps\` names \`${name}\` with the UUID ${uuid}, ` + (found === void 0 ? "but the manifest has no such package" : `but the manifest calls that \`${found}\``));
		}
		return {
			...entry,
			deps,
			weakdeps: link(named.weakdeps, place, "weakdeps")
		};
	});
}
const isNames = (dependencies) => Array.isArray(dependencies);
function refuseTwins(unlinked) {
	const seen = /* @__PURE__ */ new Set();
	for (const { place, entry } of unlinked) {
		if (seen.has(entry.uuid)) throw refusal(place, `there are two entries with the UUID ${entry.uuid}`);
		seen.add(entry.uuid);
	}
}

// src/project/manifest.ts
const remedy = "Pkg cannot use this manifest either: restore it from Git, or delete it, run `Pkg.resolve()` and commit the new one.";
/**
* Reads a manifest of format 1.0, 2.0 or 2.1 and refuses what Pkg refuses
* (https://github.com/JuliaLang/Pkg.jl, `src/manifest.jl`). An empty file is one of format 2.0.
*
* @throws {@link UserError} with the file and the line of a syntax error or the entry that is malformed
*/
function parseManifest(text, file) {
	const raw = parseToml(text, file);
	const place = {
		file,
		remedy
	};
	const { format, warnings } = readFormat(raw, place);
	const head = format === "1.0" ? {} : raw;
	const packages = format === "1.0" ? raw : tableField(raw, "deps", place);
	const unlinked = Object.entries(packages).flatMap(([name, stanzas]) => {
		const where = {
			...place,
			entry: `[[${format === "1.0" ? "" : "deps."}${name}]]`
		};
		if (!Array.isArray(stanzas)) throw refusal(where, "this has to be a list of tables");
		return stanzas.map((stanza) => {
			if (!isTable(stanza)) throw refusal(where, "this has to be a list of tables");
			return readEntry(name, stanza, where);
		});
	});
	return {
		file,
		format,
		...present({
			juliaVersion: versionField(head, "julia_version", place),
			projectHash: sha1Field(head, "project_hash", place)
		}),
		registries: readRegistries(head, place),
		entries: linkDependencies(unlinked).sort((a, b) => compare(a.name, b.name) || compare(a.uuid, b.uuid)),
		warnings
	};
}
function readFormat(raw, place) {
	const written = field(raw, "manifest_format");
	if (Object.keys(raw).length === 0) return {
		format: "2.0",
		warnings: []
	};
	if (written === void 0 || Array.isArray(written)) return {
		format: "1.0",
		warnings: []
	};
	const text = typeof written === "string" ? written : "";
	const [, major, minor] = /^(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(text) ?? [];
	if (major === void 0) throw refusal(place, "`manifest_format` has to be a text such as \"2.0\"");
	const number = Number(major) * 1e3 + Number(minor ?? 0);
	if (number <= 2e3) return {
		format: "2.0",
		warnings: []
	};
	if (number === 2001) return {
		format: "2.1",
		warnings: []
	};
	return {
		format: "2.1",
		warnings: [`${place.file}: manifest format ${text} is newer than 2.1, the newest that is known here. It is read as 2.1; unexpected behaviour may occur.`]
	};
}
function readRegistries(raw, place) {
	const table = tableField(raw, "registries", place);
	return Object.keys(table).sort(compare).map((id) => {
		const where = {
			...place,
			entry: `[registries.${id}]`
		};
		const registry = tableField(table, id, where);
		const uuid = uuidField(registry, "uuid", where);
		if (uuid === void 0) throw refusal(where, "a `uuid` is missing");
		return {
			id,
			uuid,
			...present({ url: textField$1(registry, "url", where) })
		};
	});
}

// src/project/content.ts
/** What Julia loads of a package, or runs to build it: nothing else of its folder changes a compiled file. */
const loaded = [
	"JuliaProject.toml",
	"Project.toml",
	"JuliaArtifacts.toml",
	"Artifacts.toml",
	"src",
	"ext",
	"deps"
];
/**
* Hash of what Julia loads from a package's folder: relative paths and bytes, whatever the times and modes.
*
* @returns a SHA-256 in hex
*/
async function hashContent(folder, { entryFile }) {
	const entryFolder = entryFile === void 0 ? [] : [entryFile.includes("/") ? dirname(entryFile) : entryFile];
	const tops = [.../* @__PURE__ */ new Set([...loaded, ...entryFolder])].sort(compare);
	const lists = await Promise.all(tops.map(async (top) => listFiles(folder, top)));
	const files = [...new Set(lists.flat())].sort(compare);
	const hashes = await Promise.all(files.map(async (file) => [file, await hashFile(join$2(folder, file))]));
	return createHash("sha256").update(JSON.stringify(hashes)).digest("hex");
}
/** Files at or below a path; a link to a folder counts as one file, since it may lead round in a circle. */
async function listFiles(root, path) {
	const children = await readdir(join$2(root, path), { withFileTypes: true }).catch(() => void 0);
	if (children === void 0) return await exists(join$2(root, path)) ? [path] : [];
	return (await Promise.all(children.filter((child) => child.name !== ".git").map(async (child) => {
		const inner = `${path}/${child.name}`;
		return child.isDirectory() ? listFiles(root, inner) : [inner];
	}))).flat();
}
const exists = async (path) => stat(path).then(() => true, () => false);
async function hashFile(path) {
	const bytes = await readFile(path).catch(async () => readlink(path));
	return createHash("sha256").update(bytes).digest("hex");
}

// src/project/graph.ts
/**
* The packages of a manifest that a project can load: its dependencies and theirs. What else a manifest may
* hold (dependencies of other projects of the workspace, of tests, leftovers) is not part of its environment.
*
* @param roots UUIDs; those that the manifest lacks are passed over
*/
function reachable(manifest, roots) {
	const byUuid = new Map(manifest.entries.map((entry) => [entry.uuid, entry]));
	const found = /* @__PURE__ */ new Set();
	const open = [...roots];
	for (let uuid = open.pop(); uuid !== void 0; uuid = open.pop()) {
		const entry = byUuid.get(uuid);
		if (entry === void 0 || found.has(entry)) continue;
		found.add(entry);
		open.push(...Object.values(entry.deps));
	}
	return manifest.entries.filter((entry) => found.has(entry));
}
/**
* Groups packages such that each group comes after those on which it depends (Tarjan's strongly connected
* components). A group of more than one package is a cycle. The order depends on names and UUIDs alone.
*
* @param entries with all of their dependencies
*/
function sortByDependency(entries) {
	const byUuid = new Map(entries.map((entry) => [entry.uuid, entry]));
	const visits = /* @__PURE__ */ new Map();
	const stack = [];
	const groups = [];
	const visit = (entry) => {
		const current = {
			entry,
			index: visits.size,
			low: visits.size,
			done: false
		};
		visits.set(entry.uuid, current);
		stack.push(current);
		for (const uuid of Object.values(entry.deps).sort(compare)) {
			const dependency = byUuid.get(uuid);
			if (dependency === void 0) continue;
			const next = visits.get(uuid) ?? visit(dependency);
			if (!next.done) current.low = Math.min(current.low, next.low);
		}
		if (current.low === current.index) groups.push(close(current, stack));
		return current;
	};
	for (const entry of entries.toSorted(byName)) if (!visits.has(entry.uuid)) visit(entry);
	return groups;
}
/** Takes a finished group off the stack. */
function close(root, stack) {
	const group = stack.splice(stack.indexOf(root));
	for (const member of group) member.done = true;
	return group.map(({ entry }) => entry).sort(byName);
}
/** Orders packages by name, then UUID. */
const byName = (a, b) => compare(a.name, b.name) || compare(a.uuid, b.uuid);

// src/project/path-package.ts
/**
* Reads the path packages that a project can load, by UUID.
*
* @throws {@link UserError} for one that is not there
*/
async function readPathPackages(project, manifest) {
	const entries = reachable(manifest, Object.values(project.deps));
	const packages = await Promise.all(entries.map(async (entry) => entry.path === void 0 ? [] : [await readPathPackage(entry, entry.path, manifest.file)]));
	return Object.fromEntries(packages.flat().map((found) => [found.uuid, found]));
}
async function readPathPackage({ name, uuid }, path, manifestFile) {
	const folder = resolve(dirname(manifestFile), path);
	const project = await isFile(folder) ? void 0 : await readProject(folder);
	if (project !== void 0) return {
		uuid,
		folder,
		project,
		content: await hashContent(folder, project)
	};
	throw new UserError(`${manifestFile}: \`${name}\` has the path "${path}", but ${folder} has no Project.toml. Add that package to the repository (paths are relative to the manifest), or run \`Pkg.rm("${name}")\` or \`Pkg.free("${name}")\`, and commit the manifest.`);
}

// src/project/preferences.ts
/**
* The preferences that Julia honours, by UUID of the package that they are for; packages without any are
* left out.
*
* A project gives preferences to itself and to the packages that its `[deps]`, `[extras]` or `[weakdeps]`
* name, whatever else the manifest holds. `[preferences]` comes first, the local file over it, an inner
* project of a workspace over an outer one; tables are merged key by key, and `__clear__` lists keys that
* are dropped (`get_preferences` in Julia's `base/loading.jl`).
*
* @param layers the project itself and then the projects of the workspaces around it, inside out
*/
function honouredPreferences(layers) {
	const merged = {};
	for (const { project, local, localFile } of layers.toReversed()) for (const [uuid, name] of preferenceNames(project)) merged[uuid] = [ofPackage(project.preferences, name, project.file), ofPackage(local, name, localFile)].reduce(merge, merged[uuid] ?? {});
	return Object.fromEntries(sortedEntries(merged).map(([uuid, table]) => [uuid, without(table, ["__clear__"])]).filter(([, table]) => Object.keys(table).length > 0));
}
/** The name under which a project gives preferences to each package: the first one that Julia finds. */
function preferenceNames(project) {
	const names = /* @__PURE__ */ new Map();
	if (project.name !== void 0 && project.uuid !== void 0) names.set(project.uuid, project.name);
	for (const [name, uuid] of namedPackages(project)) if (!names.has(uuid)) names.set(uuid, name);
	return names;
}
function ofPackage(preferences, name, file = "") {
	const table = field(preferences, name) ?? {};
	if (isTable(table)) return table;
	throw refusal({
		file,
		remedy: "Write the preferences of a package as a table: [" + name + "]."
	}, `the preferences of \`${name}\` are not a table`);
}
/** As Julia does, it leaves `__clear__` itself in the table, which counts for the value of a table inside. */
function merge(base, over) {
	const cleared = field(over, "__clear__");
	const merged = without(base, isTexts(cleared) ? cleared : []);
	for (const [key, value] of Object.entries(over)) {
		const under = field(merged, key);
		merged[key] = isTable(value) && isTable(under) ? merge(under, value) : value;
	}
	return merged;
}
const isTexts = (value) => Array.isArray(value) && value.every((item) => typeof item === "string");
const without = (table, keys) => Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)));

// src/project/recorded-version.ts
/**
* The Julia version that a project's manifest records, by the rules of that very version.
*
* @returns `undefined` without a manifest, or when it does not say
*/
async function recordedVersion(project) {
	const outer = (await findWorkspaces(project, "nightly")).at(-1);
	const shared = outer && await recordedBeside(outer);
	if (shared !== void 0 && (await findWorkspaces(project, shared)).length > 0) return shared;
	return recordedBeside(project);
}
async function recordedBeside(project) {
	const plain = await recorded(await findManifest(project, [], ""));
	const asked = plain ?? await newestVersioned(dirname(project.file));
	if (asked === void 0) return void 0;
	return await recorded(await findManifest(project, [], asked)) ?? plain;
}
async function recorded(file) {
	return file === void 0 ? void 0 : parseManifest(await readFile(file, "utf8"), file).juliaVersion;
}
/** What the newest `Manifest-vM.m.toml` of a folder records. */
async function newestVersioned(folder) {
	const [major, minor] = (await readdir(folder)).flatMap((name) => {
		const text = /^(?:Julia)?Manifest-v(\d+\.\d+)\.toml$/.exec(name)?.[1];
		const version = text === void 0 ? void 0 : parseVersion(text);
		return version === void 0 ? [] : [version];
	}).sort(compareVersions).at(-1) ?? [];
	if (major === void 0 || minor === void 0) return void 0;
	const suffix = `-v${major}.${minor}.toml`;
	return recorded(await firstFile(folder, [`JuliaManifest${suffix}`, `Manifest${suffix}`]));
}

// src/project/environment.ts
/**
* Reads the environment of a project folder.
*
* @param juliaVersion decides which files count (FACTS §3); without it, the version that the manifest
*   records, and without that the newest rules
* @param resolved stands in for a manifest where there is none
* @throws {@link UserError} for a folder without a project, a file that cannot be read, a project and a
*   manifest that disagree, a path package that is not there
*/
async function readEnvironment(folder, options = {}) {
	const found = await requireProject(folder);
	const julia = options.juliaVersion ?? await recordedVersion(found) ?? "nightly";
	const project = readBy(julia, found);
	const workspaces = await findWorkspaces(project, julia);
	const layers = await Promise.all([project, ...workspaces].map(async (layer) => readPreferences(layer, julia)));
	const { resolved } = options;
	const manifestFile = resolved ? void 0 : await findManifest(project, workspaces, julia);
	const manifest = resolved ? parseManifest(resolved.text, resolved.file) : manifestFile && parseManifest(await readFile(manifestFile, "utf8"), manifestFile);
	const base = {
		folder: resolve(folder),
		project,
		workspaces,
		preferences: honouredPreferences(layers),
		files: [
			project.file,
			...workspaces.map(({ file }) => file),
			manifestFile,
			...layers.map((l) => l.localFile)
		].filter((file) => file !== void 0)
	};
	if (!manifest) return {
		...base,
		manifest: void 0,
		pathPackages: {},
		warnings: []
	};
	checkFormat(manifest, julia);
	checkAgreement({
		project,
		manifest,
		pathPackages: {}
	});
	const pathPackages = await readPathPackages(project, manifest);
	checkAgreement({
		project,
		manifest,
		pathPackages
	});
	return {
		...base,
		manifest,
		pathPackages,
		warnings: findWarnings({
			project,
			workspaces,
			manifest
		}, julia)
	};
}
/**
* An environment that is known to have a manifest.
*
* @throws {@link UserError} where it has none
*/
function requireManifest(environment) {
	const { folder, manifest } = environment;
	if (manifest !== void 0) return {
		...environment,
		manifest
	};
	throw new UserError(`project: ${folder} has no manifest (${manifestNames("").toReversed().join(" or ")}), so the versions of its packages are not known. Run \`julia --project -e "using Pkg; Pkg.instantiate()"\` there and commit the Manifest.toml that it writes.`);
}
/**
* The Julia version that a project's manifest records, before any Julia version is chosen: that of the plain
* manifest (or of the newest `Manifest-vM.m.toml` where there is no plain one) as the Julia that it names
* would read it.
*
* @returns such as `1.12.5`; `undefined` without a manifest, or when it does not say (format 1.0)
* @throws {@link UserError} for a folder without a project or a file that cannot be read
*/
async function manifestJuliaVersion(folder) {
	return recordedVersion(await requireProject(folder));
}
async function requireProject(folder) {
	const project = await readProject(resolve(folder));
	if (project !== void 0) return project;
	throw new UserError(`project: ${resolve(folder)} has no Project.toml. Name a folder that holds a Project.toml (or JuliaProject.toml), relative to the workspace.`);
}
async function readPreferences(project, juliaVersion) {
	const names = hasPreferences(juliaVersion) ? ["JuliaLocalPreferences.toml", "LocalPreferences.toml"] : [];
	const localFile = await firstFile(dirname(project.file), names);
	if (localFile === void 0) return {
		project,
		local: {}
	};
	return {
		project,
		local: parseToml(await readFile(localFile, "utf8"), localFile),
		localFile
	};
}

// src/project/explain.ts
/**
* Why packages and extensions have to be compiled again: what differs between the stored trees of a depot and those
* of now. What any of the stored trees has counts as there.
*
* @returns those of now in their order, packages with dependencies first, and then those that are gone
*/
function explain(before, after) {
	const [old, now] = [before.flatMap(listParts), after.flatMap(listParts)];
	const hashes = new Set(old.map(({ hash }) => hash));
	const changed = firstOfEach(now, ({ hash }) => hash).flatMap((part) => {
		if (hashes.has(part.hash)) return [];
		const previous = findPrevious(old, part);
		const reasons = previous === void 0 ? [] : compareParts(previous, part);
		return [{
			change: previous === void 0 ? "added" : "changed",
			uuid: part.uuid,
			name: part.name,
			reasons
		}];
	});
	const kept = new Set(now.map(({ key }) => key));
	const gone = firstOfEach(old, ({ key }) => key).filter(({ key }) => !kept.has(key)).map(({ uuid, name }) => ({
		change: "removed",
		uuid,
		name,
		reasons: []
	}));
	return [...changed, ...gone];
}
function listParts({ nodes, extensions }) {
	const packages = new Map(nodes.map((node) => [node.uuid, node]));
	const ofPackage = (node) => ({
		...node,
		key: node.uuid,
		inputs: node,
		packages
	});
	const ofExtension = ({ name, parent, triggers, hash }) => ({
		key: `${parent} ${name}`,
		uuid: parent,
		name: `${packages.get(parent)?.name ?? parent} → ${name}`,
		hash,
		dependencies: [parent, ...triggers],
		inputs: void 0,
		packages
	});
	return [...nodes.map(ofPackage), ...extensions.map(ofExtension)];
}
function firstOfEach(parts, keyOf) {
	const found = /* @__PURE__ */ new Map();
	for (const part of parts) if (!found.has(keyOf(part))) found.set(keyOf(part), part);
	return [...found.values()];
}
/** Of several older ones, the one with the same sources: then the reason lies elsewhere. */
function findPrevious(old, { key, inputs }) {
	const candidates = old.filter((part) => part.key === key);
	return candidates.find((part) => part.inputs?.source === inputs?.source) ?? candidates[0];
}
const compareParts = (before, after) => [...compareInputs(before, after), ...[.../* @__PURE__ */ new Set([...before.dependencies, ...after.dependencies])].sort(compare).flatMap((uuid) => compareDependency(uuid, before, after))];
function compareInputs(before, after) {
	const reasons = before.name === after.name ? [] : [{ input: "name" }];
	const [old, now] = [before.inputs, after.inputs];
	if (old === void 0 || now === void 0) return reasons;
	if (old.preferences !== now.preferences) reasons.push({ input: "preferences" });
	if (old.version !== now.version) reasons.push({
		input: "version",
		before: old.version,
		after: now.version
	});
	if (old.source !== now.source) reasons.push({
		input: old.stdlib && now.stdlib ? "julia" : "source",
		before: old.source,
		after: now.source
	});
	return reasons;
}
function compareDependency(uuid, before, after) {
	const [had, has] = [before.dependencies.includes(uuid), after.dependencies.includes(uuid)];
	const [old, now] = [before.packages.get(uuid), after.packages.get(uuid)];
	if (had && has && old?.hash === now?.hash) return [];
	return [{
		input: "dependency",
		change: had && has ? "changed" : has ? "added" : "removed",
		uuid,
		name: (now ?? old)?.name ?? uuid
	}];
}

// src/project/forecast.ts
/**
* What a depot bake compiles: the packages and extensions of the recipes whose hash none of the restored trees has.
* Those, and only those, are stale for Julia.
*
* @param restored trees of the depot from which the bake starts, none where its compiled files do not fit
* @returns each once, packages with dependencies first
*/
function forecast(recipes, restored) {
	const there = new Set(restored.flatMap(({ nodes, extensions }) => [...nodes, ...extensions]).map(({ hash }) => hash));
	const wanted = recipes.flatMap(({ packages, extensions }) => [...packages.map(({ name, uuid, hash }) => ({
		name,
		uuid,
		kind: "package",
		hash
	})), ...extensions.map(({ name, parent, hash }) => ({
		name,
		uuid: parent,
		kind: "extension",
		hash
	}))]);
	return [...new Map(wanted.filter(({ hash }) => !there.has(hash)).map((item) => [item.hash, item])).values()];
}

// src/project/sha256.ts
/** SHA-256 of a value's JSON, in hex. */
const sha256 = (value) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
/** One hash for several, in whatever order they come: SHA-256 in hex. */
const joinHashes = (hashes) => sha256([...new Set(hashes)].sort(compare));

// src/project/extension.ts
/**
* The extensions of some packages that can be loaded, by the rule of `precompilepkgs` in Julia's
* `base/precompilation.jl`. A trigger that only Julia's own system image holds is not seen.
*
* @param nodes all packages that the project can load, by UUID
*/
const findExtensions = (entries, nodes) => entries.toSorted(byName).flatMap((entry) => sortedEntries(entry.extensions).flatMap(([name, names]) => findExtension(entry, {
	name,
	names
}, nodes)));
function findExtension({ uuid: parent, weakdeps, deps }, { name, names }, nodes) {
	const triggers = names.map((trigger) => weakdeps[trigger] ?? deps[trigger] ?? trigger).sort(compare);
	const loaded = [parent, ...triggers].flatMap((uuid) => nodes.get(uuid) ?? []);
	if (loaded.length <= triggers.length) return [];
	return [{
		name,
		parent,
		triggers,
		hash: sha256([name, ...loaded.map(({ uuid, hash }) => [uuid, hash])]),
		stdlib: loaded.every(({ stdlib }) => stdlib),
		immutable: loaded.every(({ immutable }) => immutable)
	}];
}

// src/project/hash-tree.ts
/**
* Hashes everything that a project can load. Order, comments, formatting and manifest format do not change
* a hash. The hash of a package changes with the package and with what it depends on, that of an extension with its
* package and its triggers, and with nothing else.
*
* The packages of a dependency cycle are hashed together: a change in one changes them all.
*
* @param juliaVersion stands for the sources of the standard libraries
*/
function hashTree(environment, { juliaVersion }) {
	const entries = reachable(environment.manifest, Object.values(environment.project.deps));
	const byUuid = /* @__PURE__ */ new Map();
	for (const group of sortByDependency(entries)) {
		const own = group.map((entry) => describe(entry, environment, juliaVersion));
		for (const node of hashGroup(own, byUuid)) byUuid.set(node.uuid, node);
	}
	const nodes = [...byUuid.values()];
	const extensions = atLeast(juliaVersion, 1, 9, 0) ? findExtensions(entries, byUuid) : [];
	return {
		format: 2,
		juliaVersion,
		nodes,
		extensions,
		rootHash: joinHashes([...nodes, ...extensions].map(({ hash }) => hash))
	};
}
function describe(entry, { preferences, pathPackages }, juliaVersion) {
	const { uuid, name, version, treeHash, path, entryFile, deps } = entry;
	const stdlib = path === void 0 && treeHash === void 0;
	const source = path !== void 0 ? `content:${pathPackages[uuid]?.content ?? ""}` : treeHash !== void 0 ? `tree:${treeHash}` : `julia:${juliaVersion}`;
	const syntax = readSyntax(entry, juliaVersion);
	const honoured = preferences[uuid];
	return {
		uuid,
		name,
		...version === void 0 || stdlib ? {} : { version },
		source: [
			source,
			entryFile && `entry:${entryFile}`,
			syntax && `syntax:${syntax}`
		].filter((part) => part !== void 0).join(" "),
		preferences: honoured === void 0 ? "" : sha256(canonical(honoured)),
		dependencies: Object.values(deps).sort(compare),
		stdlib,
		immutable: path === void 0
	};
}
/** Julia reads the syntax version since 1.14, and takes all older ones for 1.13 (`base/loading.jl`). */
function readSyntax({ syntaxVersion }, juliaVersion) {
	if (syntaxVersion === void 0 || !atLeast(juliaVersion, 1, 14, 0)) return void 0;
	return compareVersions(parseVersion(syntaxVersion) ?? [
		0,
		0,
		0
	], [
		1,
		13,
		0
	]) > 0 ? syntaxVersion : void 0;
}
/** Hashes packages that depend on each other, or, as a rule, a single one. */
function hashGroup(group, done) {
	const dependencies = group.flatMap((node) => node.dependencies.flatMap((uuid) => done.get(uuid) ?? []));
	const immutable = [...group, ...dependencies].every((node) => node.immutable);
	const inside = group.map((node) => [hashInputs(node), node.dependencies]);
	const cycle = group.length > 1 ? sha256([inside, dependencies.map(({ hash }) => hash).sort(compare)]) : "";
	return group.map((node) => {
		const below = node.dependencies.map((uuid) => [uuid, done.get(uuid)?.hash ?? cycle]);
		return {
			...node,
			immutable,
			hash: sha256([hashInputs(node), below])
		};
	});
}
const hashInputs = ({ uuid, name, version, source, preferences }) => [
	uuid,
	name,
	version ?? "",
	source,
	preferences
];

// src/project/manifest-text.ts
/**
* Writes a manifest in its own format, as Pkg lays it out: fields by name, packages by name and UUID. The
* hash of a project is left out, since the text is for another project than the one it was resolved for.
*
* Dependencies are written as a list of names where each name stands for one package of the manifest, the meant
* one, else as a table: weak dependencies that are not in the manifest have to be a table for Pkg to accept them.
*/
function writeManifest({ format, juliaVersion, registries, entries }) {
	const uuids = /* @__PURE__ */ new Map();
	for (const { name, uuid } of entries) uuids.set(name, [...uuids.get(name) ?? [], uuid]);
	const isList = (packages) => Object.entries(packages).every(([name, uuid]) => uuids.get(name)?.join() === uuid);
	const head = format === "1.0" ? [] : [
		...juliaVersion === void 0 ? [] : [assign("julia_version", juliaVersion)],
		assign("manifest_format", format),
		""
	];
	const prefix = format === "1.0" ? "" : "deps.";
	const stanzas = entries.flatMap((entry) => [...writeEntry(entry, prefix, isList), ""]);
	return [
		...head,
		...stanzas,
		...registries.flatMap(writeRegistry)
	].join("\n");
}
function writeEntry(entry, prefix, isList) {
	const name = prefix + writeKey(entry.name);
	const named = [["deps", entry.deps], ["weakdeps", entry.weakdeps]];
	const lists = named.filter(([, packages]) => Object.keys(packages).length > 0 && isList(packages)).map(([key, packages]) => [key, Object.keys(packages).sort(compare)]);
	const tables = [
		...named.filter(([, packages]) => !isList(packages)),
		["extensions", entry.extensions],
		["syntax", entry.syntaxVersion === void 0 ? {} : { julia_version: entry.syntaxVersion }]
	];
	return [
		`[[${name}]]`,
		...[...lists, ...writeFields(entry)].sort(([a], [b]) => compare(a, b)).map(([key, value]) => assign(key, value)),
		...tables.filter(([, table]) => Object.keys(table).length > 0).sort(([a], [b]) => compare(a, b)).flatMap(([key, table]) => writeTable(`${name}.${key}`, table))
	];
}
function writeFields(entry) {
	return [
		["uuid", entry.uuid],
		["version", entry.version],
		["git-tree-sha1", entry.treeHash],
		["path", entry.path],
		["repo-url", entry.repoUrl],
		["repo-rev", entry.repoRev],
		["repo-subdir", entry.repoSubdir],
		["entryfile", entry.entryFile],
		["pinned", entry.pinned || void 0],
		["registries", entry.registries.length > 0 ? shorten(entry.registries) : void 0]
	].flatMap(([key, value]) => value === void 0 ? [] : [[key, value]]);
}
const writeTable = (name, table) => [
	"",
	`    [${name}]`,
	...sortedEntries(table).map(([key, value]) => `    ${assign(key, typeof value === "string" ? value : shorten(value))}`)
];
const writeRegistry = ({ id, uuid, url }) => [
	`[registries.${writeKey(id)}]`,
	...url === void 0 ? [] : [assign("url", url)],
	assign("uuid", uuid),
	""
];
/** A single text stands for a list of one, which is what older versions of Pkg expect. */
const shorten = (texts) => texts.length === 1 ? texts.join("") : texts;
const assign = (key, value) => `${writeKey(key)} = ${writeValue(value)}`;
const writeKey = (key) => /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
/** JSON's texts, lists and booleans are TOML's as well, but for the blank after a comma. */
const writeValue = (value) => typeof value === "object" ? `[${value.map((text) => JSON.stringify(text)).join(", ")}]` : JSON.stringify(value);

// src/project/recipe.ts
/**
* Makes the recipe of an environment.
*
* Its direct dependencies are the immutable packages on which the project or one of the mutable packages
* depends directly, so that all immutable packages can be reached. It has no name, UUID or `project_hash`:
* Pkg would take it for a package without sources, or warn that it changed since it was resolved (FACTS §3).
*/
function makeRecipe(environment, tree) {
	const deps = directDependencies(environment, tree);
	const entries = reachable(environment.manifest, Object.values(deps));
	const kept = new Set(entries.map(({ uuid }) => uuid));
	const nodes = tree.nodes.filter(({ uuid }) => kept.has(uuid));
	const { packages, extensions } = findCompiled({
		...tree,
		nodes
	});
	return {
		project: writeProject(environment, {
			nodes,
			deps
		}),
		manifest: writeManifest({
			...environment.manifest,
			registries: usedRegistries(environment.manifest, entries),
			entries
		}),
		...writePreferences(environment, nodes),
		packages: packages.map(({ name, uuid, version, hash }) => ({
			name,
			uuid,
			...version === void 0 ? {} : { version },
			hash
		})),
		extensions: extensions.map(({ name, parent, hash }) => ({
			name,
			parent,
			hash
		})),
		rootHash: joinHashes([...packages, ...extensions].map(({ hash }) => hash))
	};
}
/** The recipes of several projects, one for each environment that differs from the others. */
function makeRecipes(projects) {
	const recipes = /* @__PURE__ */ new Map();
	for (const { environment, tree, folder } of projects) {
		const recipe = makeRecipe(environment, tree);
		const text = JSON.stringify(recipe);
		const folders = [...recipes.get(text)?.folders ?? [], folder];
		recipes.set(text, {
			...recipe,
			folders
		});
	}
	return [...recipes.values()];
}
/** Of two packages of one name a project can name only one; the one nearest to the project is taken. */
function directDependencies({ project }, { nodes }) {
	const byUuid = new Map(nodes.map((node) => [node.uuid, node]));
	const asked = [...Object.values(project.deps).sort(), ...nodes.filter((node) => !node.immutable).sort(byName).flatMap((node) => node.dependencies)];
	const deps = /* @__PURE__ */ new Map();
	for (const { name, uuid, immutable } of asked.flatMap((id) => byUuid.get(id) ?? [])) if (immutable && !deps.has(name)) deps.set(name, uuid);
	return Object.fromEntries(deps);
}
/**
* What does not come compiled with Julia. A standard library does, unless it has preferences or depends on
* something that is compiled here.
*/
function findCompiled({ nodes, extensions }) {
	const compiled = /* @__PURE__ */ new Set();
	for (const { uuid, stdlib, preferences, dependencies } of nodes) if (!stdlib || preferences !== "" || dependencies.some((id) => compiled.has(id))) compiled.add(uuid);
	const kept = new Set(nodes.map(({ uuid }) => uuid));
	const loaded = extensions.filter(({ parent, triggers }) => [parent, ...triggers].every((id) => kept.has(id)));
	return {
		packages: nodes.filter(({ uuid }) => compiled.has(uuid)),
		extensions: loaded.filter(({ parent, triggers }) => [parent, ...triggers].some((id) => compiled.has(id)))
	};
}
/** A registry that only other packages come from may be one that the depot bake cannot reach. */
function usedRegistries({ registries }, entries) {
	const used = new Set(entries.flatMap((entry) => entry.registries));
	return registries.filter(({ id }) => used.has(id));
}
/** A package that has preferences without being a direct dependency is named in `[extras]`, else Julia ignores them. */
function writeProject({ preferences }, { nodes, deps }) {
	const extras = nodes.filter(({ name, uuid }) => uuid in preferences && deps[name] !== uuid);
	const named = Object.fromEntries(extras.map(({ name, uuid }) => [name, uuid]));
	return [section("deps", deps), ...extras.length === 0 ? [] : [section("extras", named)]].join("\n");
}
const section = (name, packages) => [
	`[${name}]`,
	...sortedEntries(packages).map(([key, uuid]) => `${key} = "${uuid}"`),
	""
].join("\n");
function writePreferences({ preferences }, nodes) {
	const tables = nodes.flatMap(({ name, uuid }) => {
		const table = preferences[uuid];
		return table === void 0 ? [] : [[name, table]];
	});
	if (tables.length === 0) return {};
	return { preferences: `${stringify(sorted(Object.fromEntries(tables)), { numbersAsFloat: true }).trimEnd()}\n` };
}
function sorted(value) {
	if (Array.isArray(value)) return value.map(sorted);
	if (!isTable(value)) return value;
	return Object.fromEntries(sortedEntries(value).map(([key, inner]) => [key, sorted(inner)]));
}

// src/project/stored-tree.ts
/** A hash tree as it is stored beside a depot layout: JSON in one line. */
const writeHashTree = (tree) => `${JSON.stringify(tree)}\n`;
/** Reads a stored hash tree; `undefined` for anything that is not one, since a stored file may be of any age. */
function parseHashTree(text) {
	try {
		const value = JSON.parse(text);
		return isHashTree(value) ? value : void 0;
	} catch {
		return;
	}
}
const isRecord$1 = (value) => typeof value === "object" && value !== null;
const areAll = (value, is) => Array.isArray(value) && value.every(is);
const isText = (value) => typeof value === "string";
const have = (record, keys, type) => keys.every((key) => typeof record[key] === type);
const isHashTree = (value) => isRecord$1(value) && value["format"] === 2 && have(value, ["juliaVersion", "rootHash"], "string") && areAll(value["nodes"], isNode) && areAll(value["extensions"], isExtension);
const isNode = (value) => isRecord$1(value) && have(value, [
	"uuid",
	"name",
	"source",
	"preferences",
	"hash"
], "string") && have(value, ["stdlib", "immutable"], "boolean") && ["string", "undefined"].includes(typeof value["version"]) && areAll(value["dependencies"], isText);
const isExtension = (value) => isRecord$1(value) && have(value, [
	"name",
	"parent",
	"hash"
], "string") && have(value, ["stdlib", "immutable"], "boolean") && areAll(value["triggers"], isText);

// src/depot-bake.ts
function openBaker(shop, prepared, onEvent) {
	const { inputs, deps, folder } = shop;
	const { platform, julia, hit } = prepared;
	const { baseImage, pkgServer, builder, allow } = inputs;
	let total = 0;
	const run = async (title, output, image) => {
		const definition = depotDefinition({
			platform,
			distribution: julia.folder
		}, {
			plan: join$2(folder, "depot-plan"),
			baseImage,
			pkgServer,
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
		const result = await runBake(bake, deps, onEvent);
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
async function makeDepot$1(baker, folder) {
	const { cache, plan } = baker.shop;
	const output = cache.push === void 0 ? { layout: entryFiles(folder.entry).layout } : {};
	const { failure, transcript } = await baker.bake({
		...output,
		report: folder.report
	});
	const done = transcript.events.filter(({ kind }) => kind === "done");
	const compiled = new Set(done.map(({ text }) => text.split(" ")[0] ?? ""));
	if (failure !== void 0) return {
		compiled,
		made: { failure }
	};
	const facts = {
		report: await readFile(join$2(folder.report, "report.json"), "utf8"),
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
		entry: join$2(shop.folder, `depot-${id}`),
		report: join$2(shop.folder, `report-${id}`)
	};
	await mkdir(folder.entry, { recursive: true });
	const baker = openBaker(shop, prepared, onEvent);
	return {
		...await makeDepot$1(baker, folder),
		seconds: baker.seconds()
	};
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

// src/depot.ts
/** How the cache answered, for people. */
const stateOf = (hit) => hit === void 0 ? "none" : hit.tier === "exact" ? "exact" : "partial";
const treesOf = ({ facts }) => facts.trees.split("\n").flatMap((line) => parseHashTree(line) ?? []);
/** The key with a reason for each part, and what the bake will do: known before anything is built. */
function showPlan({ deps }, { platform, key, hit, preview }) {
	const { log } = deps;
	const state = stateOf(hit);
	log.startGroup(`${platform.name}: ${state === "none" ? "no hit" : `${state} hit`} for ${key.key}`);
	for (const { name, value, reason } of key.parts) log.info(`${name.padEnd(9)} ${value.padEnd(24)} ${reason}`);
	if (hit !== void 0 && hit.tier !== "exact") log.info(`restored  ${hit.key} (${hit.tier})`);
	log.info(`${preview.compile.length} packages to compile, ${preview.reused} to reuse`);
	for (const { name, reason } of preview.compile) log.info(`  ${name.padEnd(24)} ${reason}`);
	log.endGroup();
}
/** Step 2 and 3 for a platform: Julia at hand, key composed, depot layout restored. */
async function preparePlatform(shop, planned) {
	const { inputs, plan, cache, deps } = shop;
	const { platform, target } = planned;
	const julia = await provideDistribution(planned.distribution, platform, deps);
	const key = composeKey({
		prefix: inputs.cachePrefix,
		trust: trustOf(deps.env["GITHUB_EVENT_NAME"]),
		juliaVersion: julia.version + (julia.commit === void 0 ? "" : `+${julia.commit}`),
		platform,
		passes: target.passes,
		recipes: plan.recipes.map(({ rootHash }) => rootHash),
		baseImage: inputs.baseImage
	});
	const restored = join$2(shop.folder, `restored-${platform.id}`);
	const hit = await cache.restore(platform, key, restored);
	const preview = previewDepot(plan, hit && {
		tier: hit.tier,
		trees: treesOf(hit)
	});
	const prepared = {
		...planned,
		julia,
		key,
		hit,
		preview
	};
	showPlan(shop, prepared);
	return prepared;
}
function startReport({ platform, target, key, hit }) {
	return {
		platform: platform.name,
		cpuTarget: target.list,
		passes: target.passes,
		key: key.key,
		keyParts: key.parts,
		cache: stateOf(hit),
		...hit === void 0 ? {} : { restoredKey: hit.key },
		packages: [],
		depotSeconds: 0,
		depotBytes: 0,
		saved: "not saved",
		app: []
	};
}
/** Rows of the depot stage with what only the plan knows: versions, projects, reasons. */
function describePackages({ plan }, { preview }, rows) {
	const recipes = plan.recipes.filter(({ packages }) => packages.length > 0);
	const versions = new Map(recipes.flatMap((each) => each.packages.map(({ uuid, version }) => [uuid, version])));
	const reasons = new Map(preview.compile.map(({ uuid, reason }) => [uuid, reason]));
	const foldersOf = (recipe) => recipes[Number(recipe) - 1]?.folders ?? [];
	return rows.map((row) => {
		const [version, reason] = [versions.get(row.uuid), row.compiled ? reasons.get(row.uuid) : void 0];
		return {
			...row,
			...version === void 0 ? {} : { version },
			...reason === void 0 ? {} : { reason },
			files: row.files.map(({ recipes: used, ...file }) => ({
				...file,
				projects: used.flatMap(foldersOf)
			}))
		};
	});
}
function reuseDepot(shop, prepared, { layout, facts }) {
	const { packages } = parseDepotReport(facts.report);
	const report = {
		...startReport(prepared),
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
	const { packages, seconds: steps } = parseDepotReport(facts.report);
	const rows = describePackages(shop, prepared, compiledNow(packages, compiled));
	return {
		prepared,
		layout,
		report: {
			...started,
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
async function verifyThenExport(definition, plan, bake) {
	const built = await bake("verify", verifyDefinition(definition, plan));
	if (built.failure !== void 0 || !isExported(definition)) return { built };
	return {
		built,
		exported: await bake("image", exportDefinition(definition))
	};
}
/** Whether the image was built again to be exported: a builder may clear its cache at any time. */
const isRebuilt = ({ exported }) => exported?.transcript.events.some(({ kind, text }) => kind === "stage" && text === "image") ?? false;

// src/image.ts
const isRecord = (value) => typeof value === "object" && value !== null;
const textField = (metadata, name) => {
	const value = isRecord(metadata) ? metadata[name] : void 0;
	return typeof value === "string" ? value : void 0;
};
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
/** The image bake's definition, from Julia, the depot layouts and the user's context. */
async function defineImage(shop, depots) {
	const { inputs, plan, deps, folder } = shop;
	const sources = depots.map(({ prepared: { platform, julia } }) => ({
		platform,
		distribution: julia.folder
	}));
	const contexts = depots.map(({ prepared, layout }) => [prepared.platform.id, layout?.context ?? ""]);
	return imageDefinition({
		sources,
		depots: Object.fromEntries(contexts),
		context: plan.context,
		project: posix.join("/app", plan.projects[0]?.folder ?? ".").replace(/\/$/, ""),
		labels: ociLabels(shop, depots[0]?.prepared.julia.version ?? ""),
		secrets: await secretSpecs(inputs.secrets, folder),
		env: deps.env
	}, {
		plan: join$2(folder, "image-plan"),
		baseImage: inputs.baseImage,
		pkgServer: inputs.pkgServer,
		image: inputs
	}, inputs);
}
/** Steps 5 and 6: the image of all platforms, which leaves the builder only if it loads without compiling. */
async function bakeImage(shop, depots, onEvent) {
	const { inputs, deps, folder } = shop;
	const definition = await defineImage(shop, depots);
	const bake = (title, definition) => runBake({
		title,
		definition,
		builder: inputs.builder,
		allow: inputs.allow,
		folder
	}, deps, onEvent);
	const bakes = inputs.verify ? await verifyThenExport(definition, join$2(folder, "verify-plan"), bake) : { built: await bake("image", definition) };
	if (isRebuilt(bakes)) deps.log.warning(lostImage);
	return tellImage(bakes, depots.map(({ prepared }) => prepared.platform.name), inputs.verify);
}
function tellImage({ built, exported }, platforms, verify) {
	const result = exported ?? built;
	const { failure, metadata } = result;
	const image = metadata["image"];
	const digest = digestOf(result, "image");
	const imageId = textField(image, "containerimage.config.digest") ?? digest;
	const { events } = built.transcript;
	const byPlatform = (read) => Object.fromEntries(platforms.map((name) => [name, read(events, name)]));
	return {
		seconds: built.seconds + (exported?.seconds ?? 0),
		...exported === void 0 ? {} : { exportSeconds: exported.seconds },
		metadata: image ?? {},
		apps: byPlatform(compiledApps),
		...verify && built.failure === void 0 ? { loads: byPlatform(readLoads) } : {},
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
const words = (version) => version.kind === "release" ? version.version : `${version.branch === void 0 ? "" : `${version.branch}-`}nightly`;
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
	const first = join$2(context, inputs.projects[0] ?? ".");
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
	const exact = words(version);
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
		for (const warning of target.warnings) deps.log.warning(`${platform.name}: ${warning}`);
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
	const juliaVersion = words(version);
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
	for (const { environment } of projects) environment.warnings.forEach((warning) => deps.log.warning(warning));
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

// src/plan-folder.ts
const packageLines = (packages) => packages.map(({ uuid, name }) => `${uuid} ${name}\n`).join("");
async function writeTargets(folder, { platforms }) {
	await mkdir(join$2(folder, "cpu-targets"), { recursive: true });
	await Promise.all(platforms.map(({ platform, target }) => writeFile(join$2(folder, "cpu-targets", platform.id), target.passes.map((pass) => `${pass}\n`).join(""))));
}
async function writeRecipe(folder, recipe) {
	const environment = join$2(folder, "environment");
	await mkdir(environment, { recursive: true });
	await writeFile(join$2(environment, "Project.toml"), recipe.project);
	await writeFile(join$2(environment, "Manifest.toml"), recipe.manifest);
	if (recipe.preferences !== void 0) await writeFile(join$2(environment, "LocalPreferences.toml"), recipe.preferences);
	await writeFile(join$2(folder, "packages"), packageLines(recipe.packages));
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
	await mkdir(join$2(folder, "recipes"), { recursive: true });
	const recipes = plan.recipes.filter(({ packages }) => packages.length > 0);
	await Promise.all(recipes.map((recipe, at) => writeRecipe(join$2(folder, "recipes", String(at + 1)), recipe)));
}
/** Manifests that the run resolved itself, under their paths in the context. */
async function writeResolved(folder, { context, resolved }) {
	for (const { file, text } of resolved) {
		const target = join$2(folder, "resolved", relative(context, file));
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, text);
	}
}
/**
* Writes what the image stage reads: `projects/N/folder`, `projects/N/packages`, `cpu-targets/ARCH` and, for projects
* without a manifest, `resolved/…`.
*/
async function writeImagePlan(folder, plan) {
	await writeTargets(folder, plan);
	await writeResolved(folder, plan);
	await Promise.all(plan.projects.map(async (project, at) => {
		const own = join$2(folder, "projects", String(at + 1));
		await mkdir(own, { recursive: true });
		await writeFile(join$2(own, "folder"), `${project.folder}\n`);
		await writeFile(join$2(own, "packages"), packageLines(ownPackages(project)));
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
* Writes what the verify stage reads: `projects/N/folder`, `projects/N/dependencies` and `projects/N/itself` (lines
* `uuid name`), and `cpus/ARCH` (a line per CPU).
*/
async function writeVerifyPlan(folder, plan, cpus) {
	await mkdir(join$2(folder, "cpus"), { recursive: true });
	await Promise.all(plan.platforms.map(({ platform, target }) => {
		const names = cpusToVerify(cpus, platform, target.list);
		return writeFile(join$2(folder, "cpus", platform.id), names.map((name) => `${name}\n`).join(""));
	}));
	await Promise.all(plan.projects.map(async (project, at) => {
		const own = join$2(folder, "projects", String(at + 1));
		const { dependencies, itself } = loadedPackages(project.environment);
		await mkdir(own, { recursive: true });
		await writeFile(join$2(own, "folder"), `${project.folder}\n`);
		await writeFile(join$2(own, "dependencies"), packageLines(dependencies));
		await writeFile(join$2(own, "itself"), packageLines(itself));
	}));
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
		const text = await readFile(join$2(output, path), "utf8");
		return [project, {
			file: join$2(survey.context, path),
			text
		}];
	});
	return new Map(await Promise.all(entries));
}
/** The resolve bake: Pkg chooses the versions for these projects. */
async function bakeManifests(desk, { platform, distribution }, projects) {
	const { inputs, survey, deps, folder } = desk;
	const julia = await provideDistribution(distribution, platform, deps);
	const [plan, output] = [join$2(folder, "resolve-plan"), join$2(folder, "resolved")];
	await mkdir(plan);
	await writeFile(join$2(plan, "projects"), projects.map((project) => `${project.folder}\n`).join(""));
	const { baseImage, pkgServer } = inputs;
	const definition = resolveDefinition({
		platform,
		distribution: julia.folder
	}, {
		plan,
		baseImage,
		pkgServer,
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
/** Without dependencies there is nothing to resolve, and Pkg writes no manifest. */
function emptyManifest({ environment, folder }) {
	return [folder, {
		file: join$2(environment.folder, "Manifest.toml"),
		text: ""
	}];
}
/**
* Resolves the versions of packages for projects without a manifest, inside a bake on the builder's own platform.
*
* @param native the builder's own platform
* @returns manifests by project folder; empty where every project has one
* @throws {@link UserError} with Julia's message when Pkg finds no versions that go together
*/
async function resolveManifests(desk, native) {
	const without = desk.survey.projects.filter(({ environment }) => environment.manifest === void 0);
	const needsPkg = ({ environment }) => Object.keys(environment.project.deps).length > 0;
	const empty = without.filter((project) => !needsPkg(project)).map(emptyManifest);
	const open = without.filter(needsPkg);
	const chosen = choosePlatform(desk, native);
	if (open.length === 0 || chosen === void 0) return new Map(empty);
	for (const { environment } of open) desk.deps.log.warning(`${environment.project.file} has no manifest: its versions are resolved now, so that this build is not reproducible. Commit the Manifest.toml (in the report, or by \`Pkg.instantiate()\`).`);
	return new Map([...empty, ...await bakeManifests(desk, chosen, open)]);
}

// src/run.ts
/** Steps 2 and 3: everything that can be wrong with the inputs has been found out before the first download. */
async function prepare(shop) {
	const { inputs, plan, cache, deps, folder } = shop;
	deps.log.info(`Depot layouts are kept in ${cache.name}.`);
	await writeDepotPlan(join$2(folder, "depot-plan"), plan);
	await writeImagePlan(join$2(folder, "image-plan"), plan);
	await writeVerifyPlan(join$2(folder, "verify-plan"), plan, inputs.verifyCpus);
	return Promise.all(plan.platforms.map((planned) => preparePlatform(shop, planned)));
}
/** How many packages a stage will compile, for the progress lines. */
function countPackages({ plan }, prepared) {
	const own = new Set(plan.projects.flatMap(ownPackages).map(({ uuid }) => uuid)).size;
	return (name, stage) => stage === "image" ? own : prepared.find(({ platform }) => platform.name === name)?.preview.compile.length ?? 0;
}
/** Step 7, as data. */
async function makeReport(shop, depots, image) {
	const { inputs, plan, cache } = shop;
	const platforms = depots.map(async ({ report, saving, prepared: { platform } }) => ({
		...report,
		app: image?.apps[platform.name] ?? [],
		...image?.loads === void 0 ? {} : { verified: image.loads[platform.name] ?? [] },
		saved: await saving
	}));
	const failures = [...depots.map(({ report }) => report.failure), image?.failure];
	return {
		version: 1,
		juliaVersion: depots[0]?.prepared.julia.version ?? "",
		manifestHash: joinHashes(plan.projects.map(({ tree }) => tree.rootHash)),
		baseImage: inputs.baseImage,
		store: cache.name,
		platforms: await Promise.all(platforms),
		manifests: Object.fromEntries(plan.resolved.map(({ file, text }) => [relative(plan.context, file), text])),
		image: image === void 0 || image.failure !== void 0 ? null : {
			seconds: image.seconds,
			...image.exportSeconds === void 0 ? {} : { exportSeconds: image.exportSeconds },
			tags: inputs.tags,
			...image.digest === void 0 ? {} : { digest: image.digest }
		},
		failures: failures.filter((failure) => failure !== void 0)
	};
}
/** Steps 2 to 7, in a folder of this run's own. */
async function work(shop) {
	const prepared = await prepare(shop);
	const progress = tellProgress(shop.deps.log, countPackages(shop, prepared));
	try {
		const depots = await Promise.all(prepared.map((platform) => provideDepot(shop, platform, progress.onEvent)));
		const image = depots.every(({ layout }) => layout !== void 0) ? await bakeImage(shop, depots, progress.onEvent) : void 0;
		return {
			report: await makeReport(shop, depots, image),
			...image === void 0 ? {} : { image }
		};
	} finally {
		progress.stop();
	}
}
/**
* The story of a run (DESIGN.md). A build that fails is part of the result, with what the other platforms achieved.
*
* @throws {@link UserError} for everything that can be known to be wrong before any work
*/
async function run(inputs, deps) {
	const started = performance.now();
	const survey = await surveyRun(inputs, deps);
	const native = await checkBuilder(inputs, deps);
	const cache = await openCache(inputs, deps);
	const folder = await mkdtemp(join$2(deps.env["RUNNER_TEMP"] ?? tmpdir(), "julia-bake-"));
	const forget = deps.onCancel(() => rmSync(folder, {
		recursive: true,
		force: true
	}));
	try {
		const manifests = await resolveManifests({
			inputs,
			survey,
			deps,
			folder
		}, native);
		const { report, ...rest } = await work({
			inputs,
			plan: await makePlan(survey, deps, manifests),
			cache,
			deps,
			folder
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
process.env["RUNNER_TOOL_CACHE"] ||= join$2(homedir(), ".cache", "julia-bake", "tools");
try {
	const result = await run(readInputs(), realDeps());
	await writeOutputs(result);
	const { failures } = result.report;
	if (failures.length > 0) setFailed(failures.join("\n\n"));
} catch (error) {
	setFailed(messageOf(error));
	if (!(error instanceof UserError) && error instanceof Error) info(error.stack ?? "");
}

export {  };