import { __toESM } from "./rolldown-runtime.js";
import { TomlDate, TomlError, cache_exports, core_exports, endGroup, getExecOutput, getInput, info, parse, require_semver, require_tar_stream, setFailed, setOutput, startGroup, stringify, summary, tool_cache_exports } from "./vendor.js";
import { createGunzip } from "node:zlib";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join as join$2, posix, relative, resolve, sep } from "node:path";
import { constants, createReadStream, createWriteStream, existsSync, rmSync } from "node:fs";
import { access, copyFile, link, mkdir, mkdtemp, readFile, readdir, readlink, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";

// src/deps.ts
/** The runner cancels with SIGINT, and SIGTERM some seconds later (exit codes 130 and 143 by custom). */
function onCancel(cleanUp) {
	const end = (signal, code) => {
		info(`Cancelled (${signal}).`);
		cleanUp();
		process.exit(code);
	};
	const handlers = {
		SIGINT: () => end("SIGINT", 130),
		SIGTERM: () => end("SIGTERM", 143)
	};
	process.once("SIGINT", handlers.SIGINT).once("SIGTERM", handlers.SIGTERM);
	return () => process.off("SIGINT", handlers.SIGINT).off("SIGTERM", handlers.SIGTERM);
}
/** The real ones. */
const realDeps = () => ({
	log: core_exports,
	env: process.env,
	exec: getExecOutput,
	tools: tool_cache_exports,
	onCancel,
	cache: cache_exports
});

// src/errors.ts
/**
* A mistake that the user can mend: what was wrong, what is allowed, what to do. Its message is printed
* as it is, without a stack.
*/
var UserError = class extends Error {
	name = "UserError";
};
/** The message of anything that was thrown. */
const messageOf = (error) => error instanceof Error ? error.message : String(error);

// src/platform.ts
/** Julia's triplet for each `arch` and, where only that variant was ever built, `arch/variant`. */
const triplets = {
	amd64: "x86_64-linux-gnu",
	arm64: "aarch64-linux-gnu",
	"386": "i686-linux-gnu",
	"arm/v7": "armv7l-linux-gnueabihf",
	ppc64le: "powerpc64le-linux-gnu"
};
/** Spellings that buildx takes for an architecture, and what it makes of them. */
const aliases = {
	x86_64: "amd64",
	"x86-64": "amd64",
	aarch64: "arm64",
	"arm64/v8": "arm64",
	i386: "386",
	i686: "386",
	arm: "arm/v7",
	armhf: "arm/v7"
};
const known = [
	"linux/amd64",
	"linux/arm64",
	"linux/386",
	"linux/arm/v7",
	"linux/ppc64le"
];
/**
* Reads a platform as buildx does.
*
* @param text `os/arch[/variant]`, such as `linux/amd64`
* @throws {@link UserError} for a platform that Julia has never been built for
*/
function parsePlatform(text) {
	const [os, ...rest] = text.trim().toLowerCase().split("/");
	const joined = rest.join("/");
	const [arch = "", variant] = (aliases[joined] ?? joined).split("/");
	const triplet = triplets[arch] ?? triplets[`${arch}/${variant ?? ""}`];
	if (os !== "linux" || triplet === void 0 || rest.length > 2) throw new UserError(`platforms: "${text}" is not a platform that Julia is built for. Allowed: ${known.join(", ")} (with buildx variants such as linux/amd64/v3).`);
	return {
		name: [
			"linux",
			arch,
			...variant ? [variant] : []
		].join("/"),
		os,
		arch,
		...variant ? { variant } : {},
		id: arch + (variant ?? ""),
		triplet
	};
}

// src/inputs.ts
/**
* Splits a list as Docker's actions do: one record per line, fields separated by commas unless `whole` lines are
* wanted, and double quotes around what holds commas or line breaks.
*/
function splitList(text, whole = false) {
	const items = [];
	let item = "";
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const char = text.charAt(at);
		if (char === "\"" && quoted && text[at + 1] === "\"") {
			item += "\"";
			at++;
		} else if (char === "\"" && (quoted || item.trim() === "")) quoted = !quoted;
		else if (!quoted && (char === "\n" || char === "," && !whole)) {
			items.push(item);
			item = "";
		} else item += char;
	}
	return [...items, item].map((each) => each.trim()).filter((each) => each !== "");
}
/** A yes or no in the spellings of YAML 1.2's core schema, as Docker's actions take them; an empty input is no. */
function readBoolean(name) {
	const text = getInput(name);
	if (/^(true|True|TRUE)$/.test(text)) return true;
	if (/^(false|False|FALSE)?$/.test(text)) return false;
	throw new UserError(`${name}: "${text}" is neither yes nor no. Allowed: true, false.`);
}
function readCacheMode() {
	const text = getInput("cache").toLowerCase();
	if (text === "true" || text === "restore-only" || text === "false") return text;
	throw new UserError(`cache: "${text}" is not a way to use the cache. Allowed: true, restore-only, false. Use "false" for releases that must not reuse compiled files.`);
}
function readPlatforms() {
	const platforms = splitList(getInput("platforms")).map(parsePlatform);
	const names = platforms.map((platform) => platform.name);
	if (names.length === 0) throw new UserError("platforms: the list is empty. Name at least one, such as linux/amd64.");
	return platforms.filter((platform, at) => names.indexOf(platform.name) === at);
}
function readBaseImage() {
	const image = getInput("base-image");
	if (image !== "") return image;
	throw new UserError("base-image: \"\" is not an image. Name one with a C library, such as debian:trixie-slim.");
}
/** Keys name folders, too, and the cache service takes no comma in them. */
function readCachePrefix() {
	const prefix = getInput("cache-prefix");
	if (/^[\w-][\w.-]*$/.test(prefix)) return prefix;
	throw new UserError(`cache-prefix: "${prefix}" cannot begin a cache key. Allowed: letters, digits, ".", "_" and "-", not beginning with ".".`);
}
const lines = (name) => splitList(getInput(name), true);
function readImageInputs() {
	const image = {
		tags: splitList(getInput("tags")),
		labels: lines("labels"),
		annotations: lines("annotations"),
		buildArgs: lines("build-args"),
		secrets: lines("secrets"),
		ssh: splitList(getInput("ssh")),
		network: getInput("network"),
		allow: splitList(getInput("allow")),
		push: readBoolean("push"),
		load: readBoolean("load"),
		outputs: lines("outputs"),
		provenance: getInput("provenance"),
		sbom: getInput("sbom"),
		noCache: readBoolean("no-cache"),
		pull: readBoolean("pull"),
		builder: getInput("builder")
	};
	if (image.push && image.tags.length === 0 && image.outputs.length === 0) throw new UserError("push: \"true\" needs tags: name where the image goes, such as ghcr.io/OWNER/NAME:latest.");
	return image;
}
/**
* Reads the action's inputs from the environment that the runner set up.
*
* @throws {@link UserError} naming the input, its value and what is allowed
*/
function readInputs() {
	const projects = splitList(getInput("project"));
	return {
		...readImageInputs(),
		projects: projects.length > 0 ? projects : ["."],
		juliaVersion: getInput("julia-version"),
		platforms: readPlatforms(),
		cpuTarget: getInput("cpu-target"),
		baseImage: readBaseImage(),
		context: getInput("context"),
		cache: readCacheMode(),
		cachePrefix: readCachePrefix(),
		juliaMirror: getInput("julia-mirror"),
		pkgServer: getInput("pkg-server")
	};
}

// src/report/live.ts
/** Seconds between two signs of life while a package compiles. */
const HEARTBEAT = 10;
const stepWords = {
	resolve: "resolving versions, since there is no manifest",
	instantiate: "installing packages",
	prune: "removing what the recipe does not use",
	export: "exporting"
};
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

// src/report/report.ts
const isRecord$4 = (value) => typeof value === "object" && value !== null;
const list$2 = (value) => Array.isArray(value) ? value.filter(isRecord$4) : [];
const text$1 = (value) => typeof value === "string" ? value : "";
const texts = (value) => Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
const number$2 = (value) => typeof value === "number" ? value : 0;
const readFileRow = (row) => ({
	path: text$1(row["path"]),
	bytes: number$2(row["bytes"]),
	targets: texts(row["targets"]),
	recipes: texts(row["recipes"])
});
async function readRecord$1(file) {
	const value = JSON.parse(await readFile(file, "utf8"));
	return isRecord$4(value) ? value : {};
}
/** Reads the report that a depot stage wrote; what an older form lacks is empty. */
async function readDepotReport(file) {
	const { platform, julia, packages, seconds } = await readRecord$1(file);
	const steps = isRecord$4(seconds) ? seconds : {};
	return {
		platform: text$1(platform),
		julia: text$1(julia),
		packages: list$2(packages).map((row) => ({
			name: text$1(row["name"]),
			uuid: text$1(row["uuid"]),
			compiled: row["compiled"] === true,
			seconds: typeof row["seconds"] === "number" ? row["seconds"] : null,
			bytes: number$2(row["bytes"]),
			files: list$2(row["files"]).map(readFileRow)
		})),
		seconds: {
			restore: number$2(steps["restore"]),
			instantiate: number$2(steps["instantiate"]),
			precompile: number$2(steps["precompile"]),
			prune: number$2(steps["prune"])
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
		if (!isRecord$4(row)) return void 0;
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

// src/report/summary.ts
const cacheWords = {
	exact: "✅ exact hit",
	partial: "♻️ partial hit",
	none: "🆕 no hit"
};
/** Seconds as people read them: `8.1 s`, `2 min 05 s`. */
function formatSeconds(seconds) {
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
/** Bytes in the units of Docker's tools, powers of 1000. */
function formatBytes(bytes) {
	const units = [
		"B",
		"kB",
		"MB",
		"GB"
	];
	const fitting = units.findIndex((_, power) => bytes < 999.95 * 1e3 ** power);
	const power = fitting < 0 ? units.length - 1 : fitting;
	return `${(bytes / 1e3 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? "B"}`;
}
const row = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
const table = (head, rows) => [
	row(head),
	row(head.map(() => "---")),
	...rows.map(row)
];
const compiled = ({ packages }) => packages.filter((each) => each.compiled).length;
function platformRow(report, juliaVersion) {
	const done = compiled(report);
	return [
		`\`${report.platform}\``,
		juliaVersion,
		report.passes.map((pass) => `\`${pass || "Julia's default"}\``).join("<br>"),
		report.failure === void 0 ? cacheWords[report.cache] : "❌ failed",
		`${done} compiled, ${report.packages.length - done} reused`,
		formatSeconds(report.depotSeconds),
		report.app.length === 0 ? "–" : report.app.map((each) => `${each.name} ${formatSeconds(each.seconds)}`).join("<br>"),
		formatBytes(report.depotBytes)
	];
}
/** The packages that took longest, over all platforms. */
function slowest(platforms) {
	const rows = platforms.flatMap(({ platform, packages }) => packages.map((each) => ({
		platform,
		...each
	}))).filter((each) => each.compiled).sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
	if (rows.length === 0) return [];
	return [
		"",
		`<details><summary>Compiled packages (${rows.length})</summary>`,
		"",
		...table([
			"Package",
			"Platform",
			"Seconds",
			"Compiled files"
		], rows.slice(0, 50).map((each) => [
			each.name,
			each.platform,
			each.seconds === null ? "" : each.seconds.toFixed(1),
			formatBytes(each.bytes)
		])),
		...rows.length > 50 ? [``, `… and ${rows.length - 50} more in the report.`] : [],
		"",
		"</details>"
	];
}
function keys(platforms) {
	return [
		"",
		"<details><summary>Cache keys</summary>",
		"",
		...platforms.flatMap(({ platform, key, keyParts, restoredKey, saved }) => [
			`**${platform}** \`${key}\` (${saved})`,
			...restoredKey !== void 0 && restoredKey !== key ? ["", `restored from \`${restoredKey}\``] : [],
			"",
			...keyParts.map((part) => `- \`${part.value}\`: ${part.reason}`),
			""
		]),
		"</details>"
	];
}
function headline({ image, failures, seconds }) {
	if (failures.length > 0) return `## ❌ julia-bake failed after ${formatSeconds(seconds)}`;
	const where = image === null || image.tags.length === 0 ? "" : `: ${image.tags.map((tag) => `\`${tag}\``).join(", ")}`;
	return `## 🫖 Image built in ${formatSeconds(seconds)}${where}`;
}
/** The job summary of a run, as GitHub-flavoured Markdown: a pure function of the report. */
function renderSummary(report) {
	const failures = report.failures.flatMap((failure) => [
		"",
		"````text",
		failure,
		"````"
	]);
	return [
		headline(report),
		...report.image?.digest === void 0 ? [] : ["", `Digest \`${report.image.digest}\``],
		...failures,
		"",
		...table([
			"Platform",
			"Julia",
			"CPU targets",
			"Cache",
			"Dependencies",
			"Depot bake",
			"Path packages",
			"Depot layout"
		], report.platforms.map((platform) => platformRow(platform, report.juliaVersion))),
		"",
		`Base image \`${report.baseImage}\`, depots kept in ${report.store}, image bake ${formatSeconds(report.image?.seconds ?? 0)}.`,
		...slowest(report.platforms),
		...keys(report.platforms),
		""
	].join("\n");
}

// src/outputs.ts
/** Writes the report where later steps find it; gives its path. */
async function writeReport(report, env) {
	const folder = join$2(env["RUNNER_TEMP"] ?? tmpdir(), "julia-bake");
	await mkdir(folder, { recursive: true });
	const file = join$2(folder, `report-${process.pid}.json`);
	await writeFile(`${file}.part`, `${JSON.stringify(report, void 0, 2)}\n`);
	await rename(`${file}.part`, file);
	return file;
}
/** The outputs of action.yml, by name. */
function outputsOf({ report, image }, reportFile) {
	const byPlatform = (value) => JSON.stringify(Object.fromEntries(report.platforms.map((platform) => [platform.platform, value(platform)])));
	return {
		"julia-version": report.juliaVersion,
		"cpu-targets": byPlatform(({ cpuTarget }) => cpuTarget),
		"manifest-hash": report.manifestHash,
		"cache-hit": String(report.platforms.every(({ cache }) => cache === "exact")),
		"cache-keys": byPlatform(({ key }) => key),
		digest: image?.digest ?? "",
		metadata: JSON.stringify(image?.metadata ?? {}),
		"image-id": image?.imageId ?? "",
		report: reportFile
	};
}
/** Sets the outputs once, and writes the job summary to the runner and to the log. */
async function writeOutputs(result) {
	const file = await writeReport(result.report, process.env);
	for (const [name, value] of Object.entries(outputsOf(result, file))) setOutput(name, value);
	const summary$1 = renderSummary(result.report);
	if (process.env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(summary$1, true).write();
	startGroup("Summary");
	info(summary$1);
	endGroup();
}

// src/bake/definition.ts
/** The action's own `docker/` folder, from where the bundle lies and from where this file lies. */
const docker = fileURLToPath(new URL(/\/dist\/[^/]+$/.test(import.meta.url) ? "../docker" : "../../docker", import.meta.url));
const dockerfile = join$2(docker, "Dockerfile");
const scripts = join$2(docker, "scripts");
/** Julia's distribution as a target of its own, so that every bake of this run shares one layer. */
function distributionTargets(sources) {
	const target = ({ platform, distribution }) => ({
		context: distribution,
		dockerfile,
		target: "distribution",
		platforms: [platform.name]
	});
	return Object.fromEntries(sources.map((source) => [`julia-${source.platform.id}`, target(source)]));
}
const distributionContexts = (sources) => Object.fromEntries(sources.map(({ platform }) => [`julia-${platform.id}`, `target:julia-${platform.id}`]));
const settings = ({ image }) => ({
	...image.network ? { network: image.network } : {},
	...image.noCache ? { "no-cache": true } : {},
	...image.pull ? { pull: true } : {}
});
const stageArgs = ({ baseImage, pkgServer }) => ({
	BASE_IMAGE: baseImage,
	...pkgServer ? { JULIA_PKG_SERVER: pkgServer } : {}
});
const withoutAttestations = ["type=provenance,disabled=true", "type=sbom,disabled=true"];
/** The resolve bake: exports the manifests of projects that have none, under their paths in the context. */
function resolveDefinition(source, shared, { context, output }) {
	const resolved = {
		context,
		dockerfile,
		target: "resolved",
		platforms: [source.platform.name],
		contexts: {
			...distributionContexts([source]),
			plan: shared.plan,
			scripts
		},
		args: stageArgs(shared),
		output: [`type=local,dest=${output}`],
		attest: withoutAttestations,
		...settings(shared),
		"no-cache": true
	};
	return {
		group: { default: { targets: ["resolved"] } },
		target: {
			...distributionTargets([source]),
			resolved
		}
	};
}
/**
* The depot bake of one platform: compiles the recipe, exports the depot layout and its report.
* Each platform has a bake of its own, so that one that fails neither stops nor hides another.
*/
function depotDefinition(source, shared, output, restored) {
	const { platform } = source;
	const depot = {
		context: shared.plan,
		dockerfile,
		target: "depot",
		platforms: [platform.name],
		contexts: {
			...distributionContexts([source]),
			plan: shared.plan,
			scripts,
			...restored ? { restored: restored.context } : {}
		},
		args: {
			...stageArgs(shared),
			...restored ? { RESTORED: restored.reuse } : {}
		},
		output: [`type=oci,dest=${output.layout},tar=false,compression=zstd,force-compression=true`],
		attest: withoutAttestations,
		...settings(shared)
	};
	const report = {
		...depot,
		target: "depot-report",
		output: [`type=local,dest=${output.report}`]
	};
	const names = [`depot-${platform.id}`, `depot-report-${platform.id}`];
	return {
		group: { default: { targets: names } },
		target: {
			...distributionTargets([source]),
			[names[0]]: depot,
			[names[1]]: report
		}
	};
}
/** `key=value` lines as an object. */
const keyValues = (lines) => Object.fromEntries(lines.map((line) => [line.split("=", 1)[0] ?? "", /=(.*)$/s.exec(line)?.[1] ?? ""]));
/** Build arguments; a line without `=` names a variable of the caller's environment, if it is set, as in Docker. */
const buildArgs = (lines, env) => keyValues(lines.flatMap((line) => {
	if (line.includes("=")) return [line];
	return env[line] === void 0 ? [] : [`${line}=${env[line]}`];
}));
/** The attestations that docker/build-push-action's inputs of these names ask for. */
function attestations({ provenance, sbom }) {
	const attest = (type, value) => {
		if (value === "") return [];
		if (value === "true") return [`type=${type}`];
		return [`type=${type},${value === "false" ? "disabled=true" : value}`];
	};
	return [...attest("provenance", provenance), ...attest("sbom", sbom)];
}
/** `push` and `load` are short for an output each, as in buildx. */
const imageOutputs = ({ outputs, push, load }) => [
	...outputs,
	...push ? ["type=registry"] : [],
	...load ? ["type=docker"] : []
];
/** The image bake: all platforms in one target, put together from Julia, the depot layouts and the user's context. */
function imageDefinition(bake, shared, inputs) {
	const depots = Object.entries(bake.depots).map(([id, reference]) => [`depot-${id}`, reference]);
	const image = {
		context: bake.context,
		dockerfile,
		target: "image",
		platforms: bake.sources.map(({ platform }) => platform.name),
		contexts: {
			...distributionContexts(bake.sources),
			...Object.fromEntries(depots),
			plan: shared.plan,
			scripts
		},
		args: {
			...buildArgs(inputs.buildArgs, bake.env),
			...stageArgs(shared),
			PROJECT: bake.project
		},
		secret: bake.secrets,
		ssh: inputs.ssh,
		...settings(shared)
	};
	const output = imageOutputs(inputs);
	return {
		group: { default: { targets: ["image"] } },
		target: {
			...distributionTargets(bake.sources),
			image: {
				...image,
				tags: inputs.tags,
				labels: {
					...bake.labels,
					...keyValues(inputs.labels)
				},
				annotations: inputs.annotations,
				attest: attestations(inputs),
				...output.length > 0 ? { output } : {}
			}
		}
	};
}
/**
* The definition as a bake file. Bake reads names and strings of a JSON file as HCL templates, so what looks like one is
* escaped (https://github.com/hashicorp/hcl/blob/main/json/spec.md#strings).
*/
const bakeFile = (definition) => JSON.stringify(definition, void 0, 2).replace(/([$%])\{/g, "$1$1{");
/** A field of a record that buildx reads as comma-separated, such as `src` of `id=KEY,src=key.pem`. */
const fieldOf = (record, ...names) => new RegExp(`(?:^|,)(?:${names.join("|")})=([^,]+)`).exec(record)?.[1];
/** The folder of a named context; nothing for one that is elsewhere. */
const folderOf = (reference) => /^(target|docker-image):|^https?:/.test(reference) ? void 0 : reference.replace(/^oci-layout:\/\//, "").replace(/@sha256:[0-9a-f]+$/, "");
/** Sockets and keys of `ID=PATH[,PATH]`; without a path it is the agent's own socket. */
const sshPaths = (spec) => /=(.+)$/.exec(spec)?.[1]?.split(",") ?? [];
/** What bake may read and write; without a word it takes only what lies under the working directory. */
function entitlements(definition, granted) {
	const targets = Object.values(definition.target);
	const reads = targets.flatMap(({ context, contexts = {}, secret = [], ssh = [] }) => [
		...[context, ...Object.values(contexts)].map(folderOf),
		...secret.map((each) => fieldOf(each, "src", "source")),
		...ssh.flatMap(sshPaths)
	]);
	const writes = targets.flatMap(({ output }) => output ?? []).map((each) => each.includes("=") ? fieldOf(each, "dest") : each);
	const agent = targets.flatMap(({ ssh = [] }) => ssh).some((each) => sshPaths(each).length === 0);
	const allowed = (kind, paths) => [...new Set(paths)].filter((path) => path !== void 0).map((path) => `fs.${kind}=${path}`);
	return [.../* @__PURE__ */ new Set([
		...allowed("read", [docker, ...reads]),
		...allowed("write", writes),
		...agent ? ["ssh"] : [],
		...granted
	])];
}

// src/bake/failure.ts
const ownWords = {
	resolve: "resolving the versions of packages failed",
	instantiate: "installing the packages failed",
	precompile: "precompiling failed",
	list: "reading the depot failed"
};
/** Julia's own message of each platform that said one, with the package's name in the headline. */
function juliaFailures({ events }) {
	return events.filter(({ kind }) => kind === "error").map(({ platform, text }) => {
		const [step = "", ...names] = text.split(" ");
		const headline = step === "precompile" && names.length > 0 && names[0] !== "" ? `precompiling ${names.join(", ")} failed` : ownWords[step] ?? text;
		const messages = events.filter((event) => event.kind === "message" && event.platform === platform);
		return [`${platform}: ${headline}. Julia says:`, ...messages.map((message) => `  ${message.text}`)].join("\n");
	});
}
/** BuildKit's error of each step that failed, with the last lines that the step printed. */
function stepFailures({ vertices, lines }) {
	return [...vertices.values()].filter(({ error = "canceled" }) => !error.includes("canceled")).map(({ number, name, error = "" }) => {
		const prefix = `#${number} `;
		const last = lines.filter((line) => line.startsWith(prefix) && !line.startsWith(`${prefix}ERROR: ${error}`)).slice(1).slice(-15);
		return [`${shorten$1(name)}: ${error}`, ...last.map((line) => `  ${line.slice(prefix.length)}`)].join("\n");
	});
}
/** A step's name up to its first mounts and arguments. */
const shorten$1 = (name) => name.length > 100 ? `${name.slice(0, 100)}…` : name;
/**
* What went wrong in a bake, in the words of who knows best: Julia, else the failed step, else buildx.
*/
function explainFailure(transcript) {
	const julia = juliaFailures(transcript);
	if (julia.length > 0) return julia.join("\n");
	const steps = stepFailures(transcript);
	if (steps.length > 0) return steps.join("\n");
	return transcript.words.slice(-15).join("\n") || "docker buildx bake failed and said nothing.";
}

// src/bake/progress.ts
const stageLine = /^julia-bake (\S+): (\w+) ?(.*)$/;
const isRecord$3 = (value) => typeof value === "object" && value !== null;
const list$1 = (value) => Array.isArray(value) ? value.filter(isRecord$3) : [];
const text = (value) => typeof value === "string" ? value : "";
function readVertex(value) {
	const { started, completed, cached, error } = value;
	return {
		digest: text(value["digest"]),
		name: text(value["name"]),
		...typeof started === "string" ? { started } : {},
		...typeof completed === "string" ? { completed } : {},
		...cached === true ? { cached } : {},
		...typeof error === "string" && error !== "" ? { error } : {}
	};
}
function parseJson$1(line) {
	if (!line.startsWith("{")) return void 0;
	try {
		const value = JSON.parse(line);
		return isRecord$3(value) ? value : void 0;
	} catch {
		return;
	}
}
/** Seconds between two of BuildKit's time stamps. */
const secondsBetween = (from, to) => from === void 0 || to === void 0 ? 0 : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1e3);
/**
* Reads the output of `docker buildx bake --progress=rawjson`, line by line.
*
* @param onEvent called for each event of a stage as it comes
*/
function transcribe(onEvent) {
	const lines = [];
	const words = [];
	const events = [];
	const vertices = /* @__PURE__ */ new Map();
	const numbers = /* @__PURE__ */ new Map();
	const unfinished = /* @__PURE__ */ new Map();
	const shown = /* @__PURE__ */ new Set();
	const numberOf = (digest) => {
		const number = numbers.get(digest) ?? numbers.size + 1;
		numbers.set(digest, number);
		return number;
	};
	const showOnce = (what, line) => {
		if (!shown.has(what)) lines.push(line);
		shown.add(what);
	};
	const noteStart = (vertex) => {
		const { digest, name, started } = vertex;
		const number = numberOf(digest);
		vertices.set(digest, {
			...vertices.get(digest),
			...vertex,
			number
		});
		if (started !== void 0) showOnce(`${digest} started`, `#${number} ${name}`);
	};
	/** BuildKit ends what it loads twice: once it is asked for, and once it is there. */
	const noteEnd = ({ digest, started, completed, cached, error }) => {
		if (completed === void 0) return;
		const rest = unfinished.get(digest)?.toString("utf8") ?? "";
		unfinished.delete(digest);
		if (rest !== "") readLine(digest, rest);
		const seconds = secondsBetween(started, completed).toFixed(1);
		const end = error ? `ERROR: ${error}` : cached ? "CACHED" : `DONE ${seconds}s`;
		showOnce(`${digest} ${completed}`, `#${numberOf(digest)} ${end}`);
	};
	const readLine = (digest, line) => {
		lines.push(`#${numberOf(digest)} ${line.trimEnd()}`);
		const [, platform = "", kind = "", said = ""] = stageLine.exec(line.trimEnd()) ?? [];
		if (kind === "") return;
		const event = {
			platform,
			kind,
			text: said
		};
		events.push(event);
		onEvent(event);
	};
	/** A piece of output ends anywhere, within a character too. */
	const readLog = (log) => {
		const digest = text(log["vertex"]);
		const piece = Buffer.from(text(log["data"]), "base64");
		const data = Buffer.concat([unfinished.get(digest) ?? Buffer.alloc(0), piece]);
		const end = data.lastIndexOf("\n") + 1;
		unfinished.set(digest, data.subarray(end));
		data.subarray(0, end).toString("utf8").split("\n").slice(0, -1).forEach((line) => readLine(digest, line));
	};
	const read = (line) => {
		const message = parseJson$1(line);
		if (message === void 0) {
			if (line.trim() !== "") words.push(line);
			return;
		}
		const told = list$1(message["vertexes"]).map(readVertex);
		told.forEach(noteStart);
		list$1(message["logs"]).forEach(readLog);
		told.forEach(noteEnd);
	};
	return {
		read,
		transcript: () => ({
			lines,
			words,
			vertices,
			events
		})
	};
}

// src/bake/bake.ts
/** Arguments of `docker` for a bake. */
const bakeArguments = (bake, file, metadata) => [
	"buildx",
	"bake",
	...bake.builder ? ["--builder", bake.builder] : [],
	...entitlements(bake.definition, bake.allow).map((each) => `--allow=${each}`),
	"--file",
	file,
	"--metadata-file",
	metadata,
	"--progress=rawjson"
];
function showCommand({ log }, bake, args) {
	log.startGroup(`Bake definition: ${bake.title}`);
	log.info(`docker ${args.join(" ")}`);
	log.info(bakeFile(bake.definition));
	log.endGroup();
}
async function readMetadata(file) {
	const text = await readFile(file, "utf8").catch(() => "{}");
	return JSON.parse(text);
}
/** Prints what BuildKit said, as a group of its own once the bake has ended: live, the stages speak. */
function showTranscript({ log }, title, { lines, words }) {
	log.startGroup(`BuildKit: ${title}`);
	for (const line of [...lines, ...words]) log.info(line);
	log.endGroup();
}
/**
* Runs a bake; a failure is a value, since other platforms' bakes go on.
*
* @param onEvent called for each event of a stage while the bake runs
*/
async function runBake(bake, deps, onEvent) {
	const name = bake.title.replace(/\W+/g, "-");
	const file = join$2(bake.folder, `${name}.json`);
	const metadataFile = join$2(bake.folder, `${name}-metadata.json`);
	await writeFile(file, bakeFile(bake.definition));
	const args = bakeArguments(bake, file, metadataFile);
	showCommand(deps, bake, args);
	const { read, transcript } = transcribe(onEvent);
	const started = performance.now();
	const { exitCode } = await deps.exec("docker", [...args], {
		silent: true,
		ignoreReturnCode: true,
		listeners: { errline: read }
	});
	const seconds = (performance.now() - started) / 1e3;
	showTranscript(deps, bake.title, transcript());
	return {
		transcript: transcript(),
		seconds,
		metadata: await readMetadata(metadataFile),
		...exitCode === 0 ? {} : { failure: explainFailure(transcript()) }
	};
}

// src/bake/builder.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
/** The first buildx whose bake asks for what it reads and writes (`--allow=fs.read=…`). */
const OLDEST_BUILDX = "0.18.0";
/** Output of a docker command, or nothing when docker is missing or the command fails. */
async function ask(deps, args) {
	try {
		const { exitCode, stdout, stderr } = await deps.exec("docker", [...args], {
			silent: true,
			ignoreReturnCode: true
		});
		return exitCode === 0 ? { out: stdout } : {
			out: stdout,
			error: stderr.trim()
		};
	} catch {
		return {
			out: "",
			error: "docker was not found on the PATH"
		};
	}
}
/** Platforms of all nodes, from what `docker buildx inspect` prints: `linux/arm64/v8` is `linux/arm64`. */
function parsePlatforms(inspected) {
	const lines = [...inspected.matchAll(/^Platforms:\s*(.+)$/gm)].map((match) => match[1] ?? "");
	return [...new Set(lines.flatMap((line) => line.split(",")).map((name) => name.trim().replace(/\*$/, "").replace(/^linux\/arm64\/v8$/, "linux/arm64")))];
}
async function checkBuildx(deps) {
	const { out, error } = await ask(deps, ["buildx", "version"]);
	if (error !== void 0) throw new UserError(`docker buildx does not answer (${error}). julia-bake needs Docker with buildx: on a runner of your own install them, or add docker/setup-buildx-action before this step.`);
	const version = import_semver.default.coerce(out.split(/\s+/)[1] ?? "");
	if (version !== null && import_semver.default.lt(version, OLDEST_BUILDX)) throw new UserError(`docker buildx ${version.version} is too old: julia-bake needs ${OLDEST_BUILDX} or newer. docker/setup-buildx-action installs one.`);
}
/**
* Makes sure that buildx is there and that its builder runs every platform, before any work.
*
* @returns the builder's own platform, the first that buildx lists: it runs there without emulation
* @throws {@link UserError} saying what is missing and how to get it
*/
async function checkBuilder(platforms, builder, deps) {
	await checkBuildx(deps);
	const { out, error } = await ask(deps, [
		"buildx",
		"inspect",
		"--bootstrap",
		...builder ? [builder] : []
	]);
	if (error !== void 0) throw new UserError(`The builder ${builder ? `"${builder}" ` : ""}does not start: ${error}. Check that Docker runs (docker info), or create a builder with docker/setup-buildx-action.`);
	const able = parsePlatforms(out);
	const missing = platforms.filter(({ name }) => !able.includes(name)).map(({ name }) => name);
	if (missing.length > 0) throw new UserError(`platforms: the builder cannot run ${missing.join(", ")} (it runs ${able.join(", ") || "nothing"}). Add docker/setup-qemu-action before this step, or build that platform on a native runner, such as ubuntu-24.04-arm for linux/arm64.`);
	return able[0] ?? "";
}

// src/bake/secrets.ts
/**
* Secrets as buildx wants them. `NAME=value` is written to a file that only this user may read, as docker's actions
* do, so that the value appears on no command line; buildx's own `id=…,env=…` and `id=…,src=…` pass as they are.
*
* @param folder this run's own folder, removed at its end
*/
async function secretSpecs(secrets, folder) {
	return Promise.all(secrets.map(async (secret, index) => {
		if (/^id=[^,]+,/.test(secret)) return secret;
		const at = secret.indexOf("=");
		if (at < 1) throw new UserError(`secrets: line ${index + 1} is not of the form NAME=value. Put each secret on a line of its own.`);
		const file = join$2(folder, `secret-${index}`);
		await writeFile(file, secret.slice(at + 1), { mode: 384 });
		return `id=${secret.slice(0, at)},src=${file}`;
	}));
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
/**
* Reads an OCI image layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md) and checks that
* every blob is there in full: BuildKit checks digests, but would fail the build on a damaged cache.
*
* @throws {Error} saying what is missing
*/
async function readLayout(layout) {
	const { manifests } = await readRecord(join$2(layout, "index.json"));
	const manifest = readDescriptor(Array.isArray(manifests) ? manifests[0] : void 0);
	const { config, layers } = await readRecord(blob(layout, manifest));
	const blobs = [
		manifest,
		config,
		...Array.isArray(layers) ? layers : []
	].map((each) => readDescriptor(each));
	for (const each of blobs) {
		const { size } = await stat(blob(layout, each));
		if (size !== each.size) throw new Error(`${each.digest} has ${size} bytes instead of ${each.size}`);
	}
	const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
	return {
		context: `oci-layout://${layout}@${manifest.digest}`,
		digest: manifest.digest,
		bytes
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
			value: `deps-${hex([...source.recipes, source.baseImage].join("\n"), 16)}`,
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

// src/cache/cache.ts
const none = {
	name: "no store (input cache is false)",
	restore: () => Promise.resolve(void 0),
	save: () => Promise.resolve("not saved (input cache is false)")
};
async function restoreFrom(store, platform, key, folder) {
	const found = await store.restore(platform, key, folder);
	if (found === void 0) return void 0;
	await checkKey(folder, found.key);
	const layout = await readLayout(entryFiles(folder).layout);
	return {
		key: found.key,
		tier: tierOf(found.key, key),
		folder,
		layout
	};
}
/**
* Chooses the store: GitHub's cache service where this run has one, else a folder on this machine.
*
* @throws {@link UserError} when the folder cannot be written
*/
async function openCache(mode, deps) {
	if (mode === "false") return none;
	const store = deps.cache.isFeatureAvailable() && deps.env["ACTIONS_RUNTIME_TOKEN"] ? githubStore(deps) : await folderStore(deps.env);
	return {
		name: store.name,
		restore: async (platform, key, folder) => {
			try {
				return await restoreFrom(store, platform, key, folder);
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
			if (mode === "restore-only") return "not saved (input cache is restore-only)";
			try {
				await writeFile(entryFiles(folder).key, key);
				return await store.save(platform, key, folder);
			} catch (error) {
				deps.log.warning(`${platform.name}: not saved to ${store.name}: ${messageOf(error)}`);
				return "not saved";
			}
		}
	};
}

// src/julia/compat.ts
const number$1 = String.raw`v?(\d+(?:\.\d+){0,2})`;
const simple = new RegExp(`^([~^]?)${number$1}$`);
const inequality$1 = new RegExp(String.raw`^(≥|>=|=|<)\s*${number$1}$`);
const hyphen$1 = new RegExp(String.raw`^${number$1}\s+-\s+${number$1}$`);
/**
* Turns a Julia compat entry (`1.6`, `~1.6.2, =1.8.1`, `>= 1.6`, `1.6 - 1.9`) into a range as npm's semver reads it.
* Source: https://pkgdocs.julialang.org/v1/compatibility/#Version-specifier-format
*
* @throws {@link UserError} for anything that Pkg would refuse
*/
function compatRange(compat) {
	return compat.split(",").map((part) => partRange(part.trim(), compat)).join(" || ");
}
function partRange(part, compat) {
	const [, prefix, version] = simple.exec(part) ?? [];
	if (version !== void 0) return `${prefix || "^"}${version}`;
	const [, operator, bound] = inequality$1.exec(part) ?? [];
	if (bound !== void 0) return `${operator === "≥" ? ">=" : operator ?? ""}${padded(bound)}`;
	const [, lower, upper] = hyphen$1.exec(part) ?? [];
	if (lower !== void 0 && upper !== void 0) return `${lower} - ${upper}`;
	throw new UserError(`Project.toml: "${compat}" in [compat] julia is not a version range that Pkg reads. Allowed: entries such as 1.6, ^1.6, ~1.6.2, =1.6.1, >=1.6, <1.12 and 1.6 - 1.9, with commas between them.`);
}
const padded = (version) => [
	...version.split("."),
	"0",
	"0"
].slice(0, 3).join(".");

// src/julia/cpu-table.ts
/** The script that sets `JULIA_CPU_TARGET` for the official builds; its history gives the versions by date. */
const script = "https://github.com/JuliaCI/julia-buildkite/blob/main/utilities/build_envs.sh";
const change = (commit) => `https://github.com/JuliaCI/julia-buildkite/commit/${commit}`;
const x86 = "generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1)";
const x86Modern = `${x86};x86-64-v4,-rdrnd,base(1)`;
const arm = "generic;cortex-a57;thunderx2t99;carmel";
const armModern = `${arm},clone_all;apple-m1,base(3);neoverse-512tvb,base(3)`;
const armTrimmed = `${arm},clone_all;apple-m1,base(3);neoverse-512tvb,-rand,-fpac,base(3)`;
/** CPU target list of every official build (FACTS §2). A version belongs to the row whose bounds it is within. */
const rows = [
	{
		arch: "amd64",
		before: "1.10.3",
		list: x86,
		source: script
	},
	{
		arch: "amd64",
		from: "1.10.3",
		before: "1.11.0-0",
		list: x86Modern,
		source: change("fe8b26e")
	},
	{
		arch: "amd64",
		from: "1.11.0-0",
		before: "1.11.0-alpha2",
		list: x86,
		source: script
	},
	{
		arch: "amd64",
		from: "1.11.0-alpha2",
		list: x86Modern,
		source: change("fe8b26e")
	},
	{
		arch: "arm64",
		before: "1.10.3",
		list: arm,
		source: script
	},
	{
		arch: "arm64",
		from: "1.10.3",
		before: "1.10.12",
		list: armModern,
		source: change("fe8b26e")
	},
	{
		arch: "arm64",
		from: "1.10.12",
		before: "1.11.0-0",
		list: armTrimmed,
		source: change("b17ecf8")
	},
	{
		arch: "arm64",
		from: "1.11.0-0",
		before: "1.11.0-alpha2",
		list: arm,
		source: script
	},
	{
		arch: "arm64",
		from: "1.11.0-alpha2",
		before: "1.12.7",
		list: armModern,
		source: change("fe8b26e")
	},
	{
		arch: "arm64",
		from: "1.12.7",
		before: "1.13.0-0",
		list: armTrimmed,
		source: change("b17ecf8")
	},
	{
		arch: "arm64",
		from: "1.13.0-0",
		before: "1.13.0-rc2",
		list: armModern,
		source: change("fe8b26e")
	},
	{
		arch: "arm64",
		from: "1.13.0-rc2",
		list: armTrimmed,
		source: change("b17ecf8")
	},
	{
		arch: "386",
		from: "1.9.0-0",
		before: "1.9.2",
		list: "pentium4;sandybridge,-xsaveopt,clone_all",
		source: script
	},
	{
		arch: "386",
		from: "1.9.2",
		list: "pentium4",
		source: change("3e412d4")
	},
	{
		arch: "arm",
		before: "1.8.0-0",
		list: "armv7-a;armv7-a,neon;armv7-a,neon,vfp4",
		source: script
	},
	{
		arch: "ppc64le",
		list: "pwr8",
		source: script
	}
];
/** The first version whose CPU tables are LLVM's own, so that every name is known or an error (FACTS §2). */
const firstWithLlvmNames = "1.14.0-0";
/** Names that LLVM knows and Julia's own CPU tables before {@link firstWithLlvmNames} do not (FACTS §2). */
const unknownNames = {
	amd64: [
		"x86-64-v2",
		"x86-64-v3",
		"x86-64-v4"
	],
	arm64: ["neoverse-512tvb", "neoverse-v2"]
};
/**
* The entry that serves modern machines best where each target costs a pass of its own. `carmel` is ARMv8.2 with
* half precision: Neoverse N1 and later and Apple M1 take it; what comes after it in the official list names
* a single maker or is not known to those versions.
*/
const modernNames = {
	amd64: "haswell",
	arm64: "carmel"
};
/**
* Whether a version comes before another. A nightly that is known by its name only (`nightly`, `1.13-nightly`)
* counts as the last of its series: it was built today.
*/
function isBefore(version, bound) {
	const [, branch, isNightly] = /^(?:(\d+\.\d+)-)?(nightly)$/.exec(version) ?? [];
	if (isNightly === void 0) return import_semver.default.lt(version, bound);
	return import_semver.default.lt(branch === void 0 ? "9999.0.0" : `${branch}.9999`, bound);
}
/**
* `JULIA_CPU_TARGET` of the official build (FACTS §2).
*
* @param version exact version, such as `1.12.7` or `1.14.0-DEV.321`, or a nightly's name
* @returns nothing where no official build is known
*/
function officialTarget(version, platform) {
	return rows.find((row) => row.arch === platform.arch && (row.from === void 0 || !isBefore(version, row.from)) && (row.before === void 0 || isBefore(version, row.before)))?.list;
}
/** Whether a Julia has no entry for a CPU name, so that it can never choose code for it (FACTS §2). */
function isUnknownName(name, version, platform) {
	if (!isBefore(version, firstWithLlvmNames)) return false;
	return unknownNames[platform.arch]?.includes(name) ?? false;
}
/** Name of the entry to precompile for modern machines where each target costs a pass. */
const modernName = (platform) => modernNames[platform.arch];

// src/julia/cpu-list.ts
const namePattern = /^[a-z\d][a-z\d._-]*$/i;
const featurePattern = /^[+-]?[a-z\d][a-z\d._-]*$/i;
const flagPattern = /^[+-]?(?:clone_all|opt_size|min_size)$/;
const basePattern = /^base\((\d+)\)$/;
/**
* Reads a CPU target list: `name,+feature,-feature,clone_all,base(n);…`.
*
* @throws {@link UserError} with the position of the mistake, counted in characters from 1
*/
function parseTargetList(text) {
	const targets = [];
	let position = 1;
	for (const entry of text.split(";")) {
		targets.push(parseTarget(entry, {
			text,
			position,
			index: targets.length
		}));
		position += entry.length + 1;
	}
	return targets;
}
function parseTarget(entry, place) {
	const [name = "", ...options] = entry.split(",");
	const cpu = name.trim();
	if (!namePattern.test(cpu)) throw mistake(place, cpu === "" ? "a CPU name is missing" : `"${cpu}" is not a CPU name`);
	const features = [];
	const flags = [];
	let base;
	let position = place.position + name.length + 1;
	for (const option of options) {
		const value = option.trim();
		const index = basePattern.exec(value)?.[1];
		if (index !== void 0) base = parseBase(Number(index), {
			...place,
			position
		});
		else if (flagPattern.test(value)) flags.push(value.replace(/^\+/, ""));
		else if (featurePattern.test(value)) features.push(value.replace(/^\+/, ""));
		else throw mistake({
			...place,
			position
		}, `"${value}" is not a feature, flag or base(n)`);
		position += option.length + 1;
	}
	return {
		name: cpu,
		features,
		flags: [...new Set(flags)].sort(),
		...base === void 0 ? {} : { base }
	};
}
function parseBase(base, place) {
	if (base < place.index) return base;
	const reason = `base(${base}) should point at an entry before this one, which is entry ${place.index} counted from 0`;
	throw mistake(place, reason);
}
const mistake = ({ text, position }, reason) => new UserError(`cpu-target: "${text}": at character ${position}: ${reason}. Allowed: auto, official, sysimage, generic, native, or entries name,feature,-feature,clone_all,base(n) with semicolons between them, such as generic;haswell,-rdrnd,clone_all.`);
/** The canonical form of a list: no blanks, no `+`, flags after features, `base` last. */
const formatTargetList = (list) => list.map(formatTarget).join(";");
/** The canonical form of one entry. */
const formatTarget = ({ name, features, flags, base }) => [
	name,
	...features,
	...flags,
	...base === void 0 ? [] : [`base(${base})`]
].join(",");
/** The entry for a pass of its own, where there is nothing to be a variation of. */
const standAlone = ({ name, features }) => [name, ...features].join(",");
/**
* Leaves entries out and renumbers the bases of those that stay. The first entry stays always, since the others
* build on it, and so does one that an entry which stays is based on.
*/
function leaveOut(list, isUnwanted) {
	const needed = new Set(list.filter((target) => !isUnwanted(target)).flatMap((target) => basesOf(target, list)));
	const stays = list.map((target, index) => index === 0 || needed.has(index) || !isUnwanted(target));
	const newIndex = (index) => stays.slice(0, index).filter(Boolean).length;
	return {
		kept: list.filter((_, index) => stays[index]).map((target) => target.base === void 0 ? target : {
			...target,
			base: newIndex(target.base)
		}),
		left: list.filter((_, index) => !stays[index])
	};
}
/** Indices of the entries that an entry is based on, directly or through another. */
function basesOf(target, list) {
	const base = target.base === void 0 ? void 0 : list[target.base];
	return target.base === void 0 || base === void 0 ? [] : [target.base, ...basesOf(base, list)];
}

// src/julia/cpu-target.ts
const keywords = [
	"auto",
	"official",
	"sysimage",
	"generic",
	"native"
];
/** The first version whose caches hold native code (FACTS §2). */
const firstWithNativeCode = "1.9.0-0";
/** The first version that compiles every entry of a list into a cache (FACTS §2, JuliaLang/julia#54471). */
const firstWithWholeList = "1.11.2";
/** The first version that knows `sysimage` (FACTS §2). */
const firstWithSysimage = "1.13.0-0";
/**
* Reads the `cpu-target` input: one value for all platforms, or lines `platform=value`, or both, where the line
* without a platform counts for the others. Without such a line the others get `auto`.
*
* @throws {@link UserError} for an empty or double value, an unknown platform, and mistakes in a list
*/
function parseCpuTarget(text) {
	const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
	if (lines.length === 0) throw new UserError(`cpu-target: it is empty. ${allowed$1}`);
	const byPlatform = /* @__PURE__ */ new Map();
	let fallback;
	for (const line of lines) {
		const [, platform, value = ""] = /^([^=;,]+)=(.*)$/.exec(line) ?? [];
		const name = platform === void 0 ? void 0 : parseLinePlatform(platform, line);
		if (name === void 0 ? fallback !== void 0 : byPlatform.has(name)) throw new UserError(`cpu-target: "${line}" is a second value for ${name ?? "all platforms"}. ${allowed$1}`);
		if (name === void 0) fallback = parseChoice(line);
		else byPlatform.set(name, parseChoice(value.trim()));
	}
	return {
		fallback: fallback ?? "auto",
		byPlatform
	};
}
const allowed$1 = "Allowed: auto, official, sysimage, generic, native or a target list, for all platforms or as one line platform=value for each.";
function parseLinePlatform(platform, line) {
	try {
		return parsePlatform(platform).name;
	} catch {
		throw new UserError(`cpu-target: "${line}": "${platform.trim()}" is not a platform that Julia is built for. ${allowed$1}`);
	}
}
const parseChoice = (value) => keywords.includes(value) ? value : formatTargetList(parseTargetList(value));
/**
* Decides what a platform is compiled for (FACTS §2).
*
* - `auto`: the official list less what this Julia can never choose. Where each target costs a pass: its first
*   entry and the one that serves modern machines.
* - `official`, or a list: as it is. Where each target costs a pass: a pass for each entry that Julia knows.
*
* @throws {@link UserError} for `sysimage` on a Julia that does not know it, and a list of unknown names only
*/
function resolveTarget(input, machine) {
	const { version, platform } = machine;
	const choice = input.byPlatform.get(platform.name) ?? input.fallback;
	if (choice === "sysimage") return sysimage(machine);
	if (isBefore(version, firstWithNativeCode)) return {
		list: "",
		passes: [""],
		notes: [`Julia ${version} keeps no native code in its caches, so cpu-target does not matter on ${platform.name} (from 1.9 it does).`],
		warnings: []
	};
	if (choice === "auto") return automatic(machine);
	const isOfficial = choice === "official";
	const text = isOfficial ? officialTarget(version, platform) : choice;
	const list = parseTargetList(text ?? "generic");
	refuseUnknownOnly(list, machine);
	const passes = needsPasses(version) ? knownPasses(list, machine) : [formatTargetList(list)];
	const notes = text === void 0 ? [nothingOfficial(machine)] : [];
	return {
		list: formatTargetList(list),
		passes,
		notes: [...notes, ...passNotes(passes, machine)],
		warnings: isOfficial ? [] : warningsFor(list, machine)
	};
}
function sysimage({ version, platform }) {
	if (!isBefore(version, firstWithSysimage)) return {
		list: "sysimage",
		passes: ["sysimage"],
		notes: [],
		warnings: []
	};
	throw new UserError(`cpu-target: Julia ${version} does not know "sysimage" (${platform.name}); Julia 1.13 and later do. Set cpu-target to official, which is the list of its system image, or to auto.`);
}
function automatic(machine) {
	const { version, platform } = machine;
	const official = officialTarget(version, platform);
	const isUnknown = (target) => isUnknownName(target.name, version, platform);
	const { kept, left } = leaveOut(parseTargetList(official ?? "generic"), isUnknown);
	const isUseful = (target) => target.name === modernName(platform);
	const passes = needsPasses(version) ? [...kept.slice(0, 1), ...kept.slice(1).filter(isUseful)].map(standAlone) : [formatTargetList(kept)];
	const notes = [
		...official === void 0 ? [nothingOfficial(machine)] : [],
		...left.map((target) => `Left out of the official list for ${platform.name}: "${formatTarget(target)}". Julia ${version} has no such CPU in its tables and would never choose code for it.`),
		...passNotes(passes, machine)
	];
	return {
		list: formatTargetList(kept),
		passes,
		notes,
		warnings: []
	};
}
const needsPasses = (version) => isBefore(version, firstWithWholeList);
/** Of an unknown name Julia accepts the code on every host, which can crash there: it gets no pass (FACTS §2). */
const knownPasses = (list, { version, platform }) => [...new Set(list.filter((target) => !isUnknownName(target.name, version, platform)).map(standAlone))];
const nothingOfficial = ({ version, platform }) => `No CPU target list of an official Julia ${version} for ${platform.name} is known: "generic" is used.`;
const passNotes = (passes, { version, platform }) => needsPasses(version) ? [`Julia ${version} compiles only the first entry of a list into a cache (JuliaLang/julia#54471, mended in 1.11.2), so ${platform.name} is precompiled once for each of: ${passes.join(" ")}.`] : [];
/** A list of unknown names only would run on every machine and crash there (FACTS §2). */
function refuseUnknownOnly(list, { version, platform }) {
	if (!list.every((target) => isUnknownName(target.name, version, platform))) return;
	throw new UserError(`cpu-target: Julia ${version} knows no CPU called ${namesOf(list)} (${platform.name}). It would run such code on every machine and crash where instructions are missing. Put generic first, or name CPUs that this Julia knows, such as haswell or carmel.`);
}
function warningsFor(list, { version, platform }) {
	const unknown = list.filter((target) => isUnknownName(target.name, version, platform));
	const generic = list.findIndex((target) => target.name === "generic");
	const warnings = [];
	if (unknown.length > 0) warnings.push(`cpu-target: Julia ${version} knows no CPU called ${namesOf(unknown)}: code for it is compiled and never chosen on ${platform.name}.`);
	if (generic < 0 && list.some((target) => target.name === "native")) warnings.push(`cpu-target: native ties the image for ${platform.name} to the CPU that built it; other machines compile again at run time.`);
	else if (generic !== 0 && ["amd64", "arm64"].includes(platform.arch)) warnings.push(`cpu-target: "${formatTargetList(list)}" does not begin with generic: precompiling it needs a machine that has what its first CPU has, and without generic older machines compile again at run time.`);
	return warnings;
}
const namesOf = (list) => list.map((target) => target.name).join(", ");

// src/julia/fetch.ts
/** A new temporary folder, on a runner one that is emptied after the job. */
const makeTemporaryFolder = (env) => mkdtemp(join$2(env["RUNNER_TEMP"] || tmpdir(), "julia-bake-"));
/**
* Downloads an address; `@actions/tool-cache` tries three times on errors of the server or the network.
*
* @param what the thing in words, for the message
* @throws {@link UserError} when it cannot be had; nothing is left behind then
*/
async function fetchFile(url, what, deps) {
	const folder = await makeTemporaryFolder(deps.env);
	try {
		return {
			folder,
			file: await deps.tools.downloadTool(url, join$2(folder, "download"))
		};
	} catch (error) {
		await rm(folder, {
			recursive: true,
			force: true
		});
		throw new UserError(`Could not download ${what} from ${url}: ${messageOf(error)}. ${remedyFor(error)}`);
	}
}
/** The CDN is known to serve stale 404s for a while after a release (FACTS §1), hence the advice to wait. */
function remedyFor(error) {
	return typeof error === "object" && error !== null && "httpStatusCode" in error && error.httpStatusCode === 404 ? "The server does not have this file (yet): check julia-mirror if it is set; for a version published within the last hours try again later, or name an older julia-version." : "Check that this machine reaches the server (proxy, firewall), set julia-mirror to one that it reaches, or run the job again.";
}

// src/julia/releases.ts
/** Where Julia's binaries live, and what `julia-mirror` stands for. */
const official = "https://julialang-s3.julialang.org";
const isFields = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/**
* Address of the release index.
*
* @param mirror base URL that stands for the official server, or empty
* @throws {@link UserError} for a mirror that is no http(s) URL
*/
const indexUrl = (mirror) => mirrored(`${official}/bin/versions.json`, mirror);
/**
* Reads an official address under the mirror, whose own path is kept; any other address stays as it is.
*
* @param mirror base URL that stands for the official server, or empty
* @throws {@link UserError} for a mirror that is no http(s) URL
*/
function mirrored(url, mirror) {
	if (mirror === "" || !isOfficial(url)) return url;
	if (!URL.canParse(mirror) || !/^https?:$/.test(new URL(mirror).protocol)) throw new UserError(`julia-mirror: "${mirror}" is not a base URL. Allowed: an http or https URL under which bin/versions.json is found, such as https://mirror.example/julia.`);
	return mirror.replace(/\/+$/, "") + url.slice(34);
}
/** Whether an address is on Julia's own server for releases. */
const isOfficial = (url) => url.startsWith(`${official}/`);
/**
* Reads Julia's `versions.json` (FACTS §1) leniently: fields and entries that it does not know are passed over.
*
* @throws {@link UserError} if there is no version in it at all
*/
function parseReleases(json) {
	const releases = (isFields(json) ? Object.entries(json) : []).flatMap(([version, value]) => import_semver.default.valid(version) === version && isFields(value) ? [parseRelease(version, value)] : []);
	if (releases.length === 0) throw new UserError("The release index holds no Julia version. Expected: an object by version, as in https://julialang-s3.julialang.org/bin/versions.json. If julia-mirror is set, see what it serves as bin/versions.json.");
	return new Map(releases.map((release) => [release.version, release]));
}
function parseRelease(version, release) {
	const distributions = (Array.isArray(release["files"]) ? release["files"] : []).flatMap((file) => isFields(file) ? parseFile(version, file) : []);
	return {
		version,
		stable: release["stable"] === true,
		distributions: new Map(distributions.map((found) => [found.triplet, found]))
	};
}
function parseFile(version, file) {
	const { url, triplet, sha256, asc, size } = file;
	if (typeof url !== "string" || typeof triplet !== "string" || !triplet.includes("-linux-")) return [];
	if (file["kind"] !== "archive" || !url.endsWith(".tar.gz")) return [];
	return [{
		version,
		triplet,
		url,
		...typeof sha256 === "string" && /^[0-9a-f]{64}$/i.test(sha256) ? { sha256: sha256.toLowerCase() } : {},
		...typeof asc === "string" ? { asc } : {},
		...typeof size === "number" ? { size } : {}
	}];
}
/**
* Downloads and reads the release index.
*
* @throws {@link UserError} if it cannot be had or is not an index
*/
async function fetchReleases(mirror, deps) {
	const url = indexUrl(mirror);
	const { file, folder } = await fetchFile(url, "the index of Julia releases", deps);
	try {
		return parseReleases(parseJson(await readFile(file, "utf8"), url));
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
function parseJson(text, url) {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new UserError(`The index of Julia releases at ${url} is not JSON: ${messageOf(error)}. If julia-mirror is set, see what it serves there; else run the job again.`);
	}
}
/** The published versions in order, oldest first; with prereleases only where asked. */
function listVersions(releases, options) {
	const versions = [...releases.keys()].filter((version) => options.prereleases || import_semver.default.prerelease(version) === null);
	return import_semver.default.sort(versions);
}
/** Up to two versions on either side of a version, oldest first. */
function nearestVersions(version, sorted) {
	const below = sorted.filter((other) => import_semver.default.lt(other, version)).slice(-2);
	const above = sorted.filter((other) => import_semver.default.gt(other, version)).slice(0, 2);
	return [...below, ...above];
}

// src/julia/distribution.ts
const platforms = [
	"linux/amd64",
	"linux/arm64",
	"linux/386",
	"linux/arm/v7",
	"linux/ppc64le"
].map(parsePlatform);
/** Folder and file suffix of the nightlies for each architecture that has them (FACTS §1). */
const nightlyFiles = {
	amd64: ["x64", "linux64"],
	"386": ["x86", "linux32"],
	arm64: ["aarch64", "linux-aarch64"]
};
/**
* Finds Julia's tarball for a platform. Official addresses are read under the mirror; nightlies live on a server
* of their own, which the mirror does not stand for.
*
* @throws {@link UserError} if this version was not built for this platform (there are holes per patch release,
* FACTS §1), or if the index is not to be trusted about it
*/
function findDistribution(resolved, platform, sources) {
	if (resolved.kind === "nightly") return findNightly(resolved.branch, platform);
	const { releases, mirror } = sources;
	const found = releases.get(resolved.version)?.distributions.get(platform.triplet);
	if (found === void 0) throw missing$1(resolved.version, platform, releases);
	if (found.sha256 === void 0) throw new UserError(`The release index has no SHA-256 for Julia ${found.version} on ${platform.name} (${found.url}), so that a download could not be checked. Name another julia-version, or see what julia-mirror serves as bin/versions.json.`);
	if (mirror === "" && !isOfficial(found.url)) throw new UserError(`The release index points outside Julia's own server for ${platform.name}: ${found.url}. Nothing is downloaded from there; set julia-mirror if that is the server you mean.`);
	return {
		...found,
		url: mirrored(found.url, mirror)
	};
}
/** Whether Julia was built for a platform that may be none of Julia's, as the builder says it. */
function hasDistribution(resolved, platform, releases) {
	const known = platforms.find(({ name }) => name === platform);
	if (known === void 0) return false;
	if (resolved.kind === "nightly") return known.arch in nightlyFiles;
	return releases.get(resolved.version)?.distributions.get(known.triplet)?.sha256 !== void 0;
}
/** Whether a distribution is a nightly, which no index vouches for. */
const isNightly = (distribution) => distribution.version.endsWith("nightly");
function findNightly(branch, platform) {
	const [folder, suffix] = nightlyFiles[platform.arch] ?? [];
	if (folder === void 0 || suffix === void 0) throw new UserError(`julia-version: there are no nightlies of Julia for ${platform.name}. They exist for: linux/amd64, linux/arm64, linux/386. Take ${platform.name} out of platforms, or set julia-version to a release.`);
	const path = branch === void 0 ? folder : `${folder}/${branch}`;
	return {
		version: branch === void 0 ? "nightly" : `${branch}-nightly`,
		triplet: platform.triplet,
		url: `https://julialangnightlies-s3.julialang.org/bin/linux/${path}/julia-latest-${suffix}.tar.gz`
	};
}
function missing$1(version, platform, releases) {
	const release = releases.get(version);
	const others = release === void 0 ? [] : platforms.filter((other) => hasBuild(release, other));
	const prereleases = import_semver.default.prerelease(version) !== null;
	const candidates = listVersions(releases, { prereleases }).filter((candidate) => {
		const other = releases.get(candidate);
		return other !== void 0 && hasBuild(other, platform);
	});
	const nearest = nearestVersions(version, candidates);
	return new UserError([
		`Julia ${version} was not built for ${platform.name} (${platform.triplet}).`,
		`Julia ${version} exists for: ${list(others.map((other) => other.name))}.`,
		`Nearest versions for ${platform.name}: ${list(nearest)}.`,
		`Set julia-version to one of these, or take ${platform.name} out of platforms.`
	].join(" "));
}
const hasBuild = (release, platform) => release.distributions.has(platform.triplet);
const list = (names) => names.join(", ") || "none";

// src/julia/placement.ts
var import_tar_stream = /* @__PURE__ */ __toESM(require_tar_stream(), 1);
const prefix = "usr/local/julia";
/** Nothing seen yet. */
const startPlacement = () => ({
	top: void 0,
	files: /* @__PURE__ */ new Set(),
	links: /* @__PURE__ */ new Set()
});
/**
* Moves an entry from the tarball's top folder to `usr/local/julia`, owned by root, its time kept. The target of
* a hard link is a path in the tarball and moves along; that of a symbolic link stays.
*
* @returns nothing for the top folder itself, which has its new parents already
* @throws {@link UserError} for an entry that could write outside that folder, or is of a kind that Julia has not
*/
function placeEntry(entry, placement) {
	const path = pathBelowTop(entry.name, placement);
	if (path === "") {
		if (entry.type === "directory") return void 0;
		throw refused(entry.name, "it is not inside a folder");
	}
	const header = {
		uid: 0,
		gid: 0,
		mode: entry.mode & 511,
		mtime: entry.mtime
	};
	const name = `${prefix}/${path}`;
	switch (entry.type) {
		case "directory": return {
			path,
			header: {
				...header,
				name: `${name}/`,
				type: "directory"
			}
		};
		case "file":
			placement.files.add(path);
			return {
				path,
				header: {
					...header,
					name,
					type: "file",
					size: entry.size
				}
			};
		case "symlink":
			placement.links.add(path);
			return {
				path,
				header: {
					...header,
					name,
					type: "symlink",
					linkname: entry.linkname
				}
			};
		case "link": {
			const linkname = `${prefix}/${pathBelowTop(entry.linkname, placement)}`;
			return {
				path,
				header: {
					...header,
					name,
					type: "link",
					linkname
				}
			};
		}
		default: throw refused(entry.name, `Julia's have no ${entry.type}`);
	}
}
function pathBelowTop(name, placement) {
	if (name.startsWith("/")) throw refused(name, "its path is absolute");
	const [top, ...parts] = name.split("/").filter((part) => part !== "" && part !== ".");
	if (top === void 0) return "";
	if (top === ".." || parts.includes("..")) throw refused(name, "its path leads outside with \"..\"");
	placement.top ??= top;
	if (top !== placement.top || !top.startsWith("julia-")) throw refused(name, "all should be in one folder julia-VERSION");
	if (parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/")).some((parent) => placement.links.has(parent))) throw refused(name, "a folder above it is a link");
	return parts.join("/");
}
const refused = (name, reason) => new UserError(`The tarball is refused and nothing of it is used: entry "${name}": ${reason}. It is not a distribution of Julia; see what the server gives at its address.`);

// src/julia/repack.ts
/** Files that are looked into on the way: both are small. */
const versionFile = "include/julia/julia_version.h";
const commitFile = "share/julia/base/version_git.jl";
/**
* Rewrites a tarball of Julia (`julia-1.12.7/bin/julia`, gzip) as an uncompressed tar of full paths
* (`usr/local/julia/bin/julia`), so that a build can lay it over `/` and get the same layer every time
* (FACTS §4, "Stable layers"). Streams: at no time is a large file in memory.
*
* @param tarball file to read
* @param destination file to write; on an error the caller removes it
* @throws {@link UserError} for a tarball that is broken, is not Julia's, or would write outside its folder
*/
async function repackJulia(tarball, destination) {
	const extract = import_tar_stream.extract();
	const pack = import_tar_stream.pack();
	const placement = startPlacement();
	const texts = /* @__PURE__ */ new Map();
	const steps = [
		copyEntries({
			extract,
			pack,
			placement,
			texts
		}),
		pipeline(createReadStream(tarball), createGunzip(), extract),
		pipeline(pack, createWriteStream(destination))
	];
	const failures = [];
	const stop = (error) => {
		failures.push(error);
		extract.destroy();
		pack.destroy();
	};
	await Promise.all(steps.map((step) => step.catch(stop)));
	if (failures.length > 0) throw asUserError(failures[0]);
	if (!placement.files.has("bin/julia")) throw new UserError("The tarball holds no bin/julia: it is empty or not a distribution of Julia. See what the server gives at its address.");
	return readFacts(texts, placement.top ?? "");
}
async function copyEntries({ extract, pack, placement, texts }) {
	for (const name of [
		"usr/",
		"usr/local/",
		"usr/local/julia/"
	]) await writeEntry$1(pack, {
		name,
		type: "directory",
		mode: 493,
		mtime: fixedTime
	});
	for await (const entry of extract) {
		const placed = placeEntry(entry.header, placement);
		if (placed?.header.type !== "file") {
			entry.resume();
			if (placed) await writeEntry$1(pack, placed.header);
		} else if (placed.path === versionFile || placed.path === commitFile) {
			const content = await buffer(entry);
			texts.set(placed.path, content.toString("utf8"));
			await writeEntry$1(pack, placed.header, content);
		} else await pipeline(entry, pack.entry(placed.header));
	}
	pack.finalize();
}
/** Of the folders above Julia, which no tarball has a time for. */
const fixedTime = /* @__PURE__ */ new Date(1e3);
function writeEntry$1(pack, header, content) {
	return new Promise((resolve, reject) => {
		const done = (error) => error ? reject(error) : resolve();
		if (content === void 0) pack.entry(header, done);
		else pack.entry(header, content, done);
	});
}
/** An error of this machine, such as a full disk, is not the tarball's fault. */
function asUserError(error) {
	if (error instanceof UserError) return error;
	const message = messageOf(error);
	if (typeof error === "object" && error !== null && "syscall" in error) return new UserError(`The tarball could not be repacked on this machine: ${message}. Free some space in the runner's temporary folder (RUNNER_TEMP), which needs about 1 GB for each platform.`);
	return new UserError(`The tarball cannot be unpacked: ${message}. It is truncated or damaged; run the job again, and if it stays so see what the server gives at its address.`);
}
function readFacts(texts, top) {
	const version = /^#define JULIA_VERSION_STRING "([^"]+)"/m.exec(texts.get(versionFile) ?? "")?.[1];
	const commit = /GitVersionInfo\(\s*"([0-9a-f]{40})"/.exec(texts.get(commitFile) ?? "")?.[1] ?? /^julia-([0-9a-f]{10})$/.exec(top)?.[1];
	return {
		...version === void 0 ? {} : { version },
		...commit === void 0 ? {} : { commit }
	};
}

// src/julia/download.ts
/** Uncompressed tar whose entries are `usr/`, `usr/local/`, `usr/local/julia/…`. */
const juliaTar = "julia.tar";
const tool = "julia-bake";
/** Raised when the tar is written in another way, so that older ones are not found. */
const layout = "v1";
/**
* Provides a distribution from the tool cache, or downloads, checks and repacks it, and keeps it there. Nightlies
* change daily and have no checksum: they are never kept, and live in a temporary folder until the job ends.
*
* @throws {@link UserError} if it cannot be had, fails its check or is not Julia's; nothing is left behind then
*/
async function provideDistribution(distribution, platform, deps) {
	const start = performance.now();
	const seconds = () => (performance.now() - start) / 1e3;
	const name = `Julia ${distribution.version} for ${platform.name}`;
	const kept = findKept(distribution, deps);
	if (kept !== void 0) {
		deps.log.info(`${name}: in the tool cache at ${kept}`);
		return {
			folder: kept,
			version: distribution.version,
			cached: true,
			seconds: seconds()
		};
	}
	const folder = await makeTemporaryFolder(deps.env);
	try {
		const about = await downloadInto({
			folder,
			name,
			distribution
		}, deps);
		const place = isNightly(distribution) ? folder : await keep(folder, distribution, deps);
		return {
			...about,
			folder: place,
			cached: false,
			seconds: seconds()
		};
	} catch (error) {
		await rm(folder, {
			recursive: true,
			force: true
		});
		throw error;
	}
}
async function downloadInto(job, deps) {
	const { folder, name, distribution } = job;
	const { size, url } = distribution;
	deps.log.info(`${name}: downloading ${url}${size === void 0 ? "" : ` (${megabytes(size)} MB)`}`);
	const download = await fetchFile(url, name, deps);
	try {
		await verify(download.file, job, deps.log);
		const part = join$2(folder, `${juliaTar}.part`);
		const { version, commit } = await repackJulia(download.file, part).catch(withAddress(name, url));
		if (!isNightly(distribution)) {
			await rename(part, join$2(folder, juliaTar));
			return { version: distribution.version };
		}
		if (version === void 0) throw new UserError(`${name} from ${url} does not say which version it is (include/julia/julia_version.h). Set julia-version to a release.`);
		await rename(part, join$2(folder, juliaTar));
		deps.log.info(`${name}: is ${version}, commit ${commit ?? "unknown"}`);
		return {
			version,
			...commit === void 0 ? {} : { commit }
		};
	} finally {
		await rm(download.folder, {
			recursive: true,
			force: true
		});
	}
}
/** Every check of a download before it is unpacked; the place for its signature (FACTS §1). */
async function verify(file, { name, distribution }, log) {
	const { sha256, url } = distribution;
	if (sha256 === void 0) {
		if (!isNightly(distribution)) throw new UserError(`${name} has no SHA-256 to check ${url} against.`);
		log.info(`${name}: unverified, since nightlies have no published checksum`);
		return;
	}
	const hash = createHash("sha256");
	await pipeline(createReadStream(file), hash);
	const actual = hash.digest("hex");
	if (actual !== sha256) throw new UserError(`${name} is not what the release index says. Address: ${url}. Expected SHA-256: ${sha256}. Actual: ${actual}. The file was deleted and nothing was unpacked. Run the job again; if it stays so, the server or mirror gives a wrong file.`);
	log.info(`${name}: SHA-256 ${sha256} is right`);
}
const withAddress = (name, url) => (error) => {
	throw new UserError(`${name} from ${url}: ${messageOf(error)}`);
};
/** Two servers may offer different files as one version: the checksum keeps them apart in the tool cache. */
const archOf = ({ triplet, sha256 }) => `${triplet}-${layout}-${sha256?.slice(0, 12) ?? ""}`;
/** Without a tool cache, as outside a runner, `@actions/tool-cache` can neither find nor keep. */
const canKeep = (distribution, env) => !isNightly(distribution) && Boolean(env["RUNNER_TOOL_CACHE"]);
function findKept(distribution, { tools, env }) {
	if (!canKeep(distribution, env)) return void 0;
	const folder = tools.find(tool, distribution.version, archOf(distribution));
	return folder !== "" && existsSync(join$2(folder, "julia.tar")) ? folder : void 0;
}
/** The tool cache marks an entry complete last, so that no partial one is found. */
async function keep(folder, distribution, deps) {
	if (!canKeep(distribution, deps.env)) return folder;
	const { version } = distribution;
	const arch = archOf(distribution);
	let kept;
	try {
		kept = findKept(distribution, deps) ?? await deps.tools.cacheFile(join$2(folder, "julia.tar"), "julia.tar", tool, version, arch);
	} catch (error) {
		deps.log.warning(`Julia ${version} could not be kept in the tool cache: ${messageOf(error)}`);
		return folder;
	}
	await rm(folder, {
		recursive: true,
		force: true
	});
	return kept;
}
const megabytes = (bytes) => (bytes / 1e6).toFixed(0);

// src/julia/version.ts
/** Julia's long-term support series. It changes every few years and no index tells it (FACTS §1). */
const ltsSeries = "1.10";
const allowed = "Allowed: manifest, an exact version such as 1.12.7, a range such as 1, 1.11, ^1.10 or ~1.10, lts, pre, min, min-patch, nightly, 1.13-nightly.";
/**
* Resolves the `julia-version` input as setup-julia does: a range means its newest release, and prereleases count
* only for `pre` and where the range itself names one. `manifest` is the version that the manifest records.
* Source: https://github.com/julia-actions/setup-julia#julia-versions
*
* @throws {@link UserError} for what is no specifier, or matches nothing that was published
*/
function resolveVersion(spec, sources) {
	const text = spec.trim();
	const nightly = /^(?:(\d+\.\d+)-)?nightly$/.exec(text);
	if (nightly) return {
		kind: "nightly",
		...nightly[1] === void 0 ? {} : { branch: nightly[1] }
	};
	return {
		kind: "release",
		version: pickRelease(text, sources)
	};
}
function pickRelease(text, sources) {
	const { releases, manifestVersion } = sources;
	switch (text) {
		case "manifest": return manifestVersion === void 0 ? newest("1", text, releases) : recorded$1(manifestVersion.trim(), releases);
		case "lts": return newest(ltsSeries, text, releases);
		case "pre": return newestPre(text, releases);
		case "min":
		case "min-minor": return newest(`~${oldest(text, sources)}`, text, releases);
		case "min-patch": return oldest(text, sources);
	}
	const exact = import_semver.default.valid(text);
	if (exact !== null) return published(exact, text, releases);
	if (text === "" || import_semver.default.validRange(text) === null) throw new UserError(`julia-version: "${text}" is not a version of Julia. ${allowed} Put it in quotes, since YAML reads 1.10 as 1.1.`);
	return newest(text, text, releases);
}
function newest(range, spec, releases) {
	const found = import_semver.default.maxSatisfying([...releases.keys()], range);
	if (found !== null) return found;
	throw unmatched(spec, releases);
}
/** The newest of everything that was published of Julia 1. */
function newestPre(spec, releases) {
	const found = import_semver.default.maxSatisfying([...releases.keys()], "1", { includePrerelease: true });
	if (found !== null) return found;
	throw unmatched(spec, releases);
}
const unmatched = (spec, releases) => new UserError(`julia-version: "${spec}" matches no published version of Julia. ${newestOf(releases)} ${allowed}`);
/** The oldest release that the project's compat entry takes. */
function oldest(spec, { releases, compat }) {
	if (compat === void 0) throw new UserError(`julia-version: "${spec}" needs the oldest Julia that the project takes, but its Project.toml has no julia entry under [compat]. Add one, such as julia = "1.10", or set julia-version to a version.`);
	const found = import_semver.default.minSatisfying([...releases.keys()], compatRange(compat));
	if (found !== null) return found;
	throw new UserError(`julia-version: "${spec}": no published version of Julia satisfies julia = "${compat}" under [compat] of Project.toml. ${newestOf(releases)} Change that entry, or set julia-version to a version.`);
}
function published(version, spec, releases) {
	if (releases.has(version)) return version;
	throw new UserError(`julia-version: "${spec}" is not a published version of Julia. ${nearestOf(version, releases)} Take one of these or a range such as ${series(version)}; if ${version} was released within the last two hours, the index lags: run the job again later.`);
}
function recorded$1(text, releases) {
	const version = import_semver.default.valid(text);
	if (version === null) throw new UserError(`julia-version: "manifest": the manifest records julia_version = "${text}", which is not a version. Resolve it again with a released Julia, or set julia-version to a version. ${newestOf(releases)}`);
	if (releases.has(version)) return version;
	const remedy = import_semver.default.prerelease(version)?.some((part) => String(part).startsWith("DEV")) ?? false ? `It was resolved by a development build, which is not published. Set julia-version to nightly or ${series(version)}-nightly, or resolve the manifest again with a released Julia.` : `Set julia-version to one of these or to ${series(version)}, or resolve the manifest again with one of them; if ${version} was released within the last two hours, the index lags: run the job again later.`;
	throw new UserError(`julia-version: "manifest": the manifest was resolved by Julia ${version}, which the release index does not list. ${nearestOf(version, releases)} ${remedy}`);
}
const series = (version) => version.split(".").slice(0, 2).join(".");
function nearestOf(version, releases) {
	const prereleases = import_semver.default.prerelease(version) !== null;
	return `Nearest published: ${nearestVersions(version, listVersions(releases, { prereleases })).join(", ")}.`;
}
const newestOf = (releases) => `Newest release: ${listVersions(releases, { prereleases: false }).at(-1) ?? "none"}.`;

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
function resolveTexts({ deps, weakdeps, compat }) {
	const line = ([name, value]) => `${name}=${value}\n`;
	const section = (table) => sortedEntries(table).map(line).join("");
	const print = (spec, dash) => printCompat(parseCompat(spec) ?? [], dash);
	const older = ["-", " - "].map((dash) => section(deps) + sortedEntries(compat).map(([name, spec]) => line([name, print(spec, dash)])).join(""));
	const compats = sortedEntries({
		...deps,
		...weakdeps
	}).map(([name]) => line([name, compat[name] === void 0 ? "*" : print(compat[name], " - ")]));
	return [...older, `${section(deps)}\n${section(weakdeps)}\n${compats.join("")}`];
}

// src/project/agreement.ts
/**
* Refuses a manifest that was not resolved for its project.
*
* @throws {@link UserError} that lists every disagreement
*/
function checkAgreement(checked, juliaVersion) {
	const { project, manifest } = checked;
	const disagreements = findDisagreements(checked, juliaVersion);
	if (disagreements.length === 0) return;
	throw new UserError(`project: ${project.file} and ${manifest.file} disagree:\n` + disagreements.map((text) => `- ${text}\n`).join("") + "Run `julia --project -e \"using Pkg; Pkg.resolve()\"` in that project and commit the manifest.");
}
/** What a manifest lacks or has otherwise than its project and its path packages say. */
function findDisagreements(checked, juliaVersion) {
	const { project, manifest, pathPackages } = checked;
	const byUuid = new Map(manifest.entries.map((entry) => [entry.uuid, entry]));
	const direct = Object.entries(project.deps).flatMap(([name, uuid]) => {
		const entry = byUuid.get(uuid);
		if (entry?.name !== name) return [missing(name, uuid, manifest)];
		return [...outsideCompat(project, entry), ...otherSource(project, entry, juliaVersion)];
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
/** `[sources]` is read since Julia 1.11. */
function otherSource({ sources }, entry, juliaVersion) {
	const source = sources[entry.name];
	if (source === void 0 || !atLeast(juliaVersion, 1, 11, 0)) return [];
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
	const project = {
		file,
		...present({
			name: textField$1(raw, "name", place),
			uuid: uuidField(raw, "uuid", place),
			version: versionField(raw, "version", place),
			manifest: textField$1(raw, "manifest", place),
			entryFile: textField$1(raw, "path", place) ?? textField$1(raw, "entryfile", place)
		}),
		deps: Object.fromEntries(Object.entries(deps).filter(([name, uuid]) => weakdeps[name] !== uuid)),
		weakdeps,
		extensions: lists(raw, "extensions", place),
		extras: uuidsField(raw, "extras", place),
		targets: lists(raw, "targets", place),
		compat: readCompat(raw, place),
		preferences: tableField(raw, "preferences", place),
		sources: readSources(raw, place),
		workspace: textsField(tableField(raw, "workspace", place), "projects", {
			...place,
			entry: "[workspace]"
		}),
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
/** The projects of the workspaces around a project, inside out. Julia has workspaces since 1.12. */
async function findWorkspaces(project, juliaVersion) {
	if (!atLeast(juliaVersion, 1, 12, 0)) return [];
	const member = dirname(project.file);
	for (const folder of foldersAbove(member)) {
		const outer = await readWorkspace(folder);
		const members = outer?.workspace.map((path) => resolve(folder, path)) ?? [];
		if (outer !== void 0 && members.includes(member)) return [outer, ...await findWorkspaces(outer, juliaVersion)];
	}
	return [];
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
			juliaVersion: textField$1(head, "julia_version", place),
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
	return Object.fromEntries(sortedEntries(merged).filter(([, table]) => Object.keys(table).length > 0));
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
function merge(base, over) {
	const cleared = field(over, "__clear__");
	const kept = Object.entries(base).filter(([key]) => !(Array.isArray(cleared) && cleared.includes(key)));
	const merged = Object.fromEntries(kept);
	for (const [key, value] of Object.entries(over)) {
		if (key === "__clear__") continue;
		const under = field(merged, key);
		merged[key] = isTable(value) ? merge(isTable(under) ? under : {}, value) : value;
	}
	return merged;
}

// src/project/recorded-version.ts
/**
* The Julia version that a project's manifest records, by the rules of that very version.
*
* @returns `undefined` without a manifest, or when it does not say
*/
async function recordedVersion(project) {
	const outer = (await findWorkspaces(project, "nightly")).at(-1);
	const shared = outer && await recordedBeside(outer);
	if (shared !== void 0 && atLeast(shared, 1, 12, 0)) return shared;
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
	const project = await requireProject(folder);
	const julia = options.juliaVersion ?? await manifestJuliaVersion(folder) ?? "nightly";
	const workspaces = await findWorkspaces(project, julia);
	const layers = await Promise.all([project, ...workspaces].map(readPreferences));
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
	}, julia);
	const pathPackages = await readPathPackages(project, manifest);
	checkAgreement({
		project,
		manifest,
		pathPackages
	}, julia);
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
async function readPreferences(project) {
	const localFile = await firstFile(dirname(project.file), ["JuliaLocalPreferences.toml", "LocalPreferences.toml"]);
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
* Why packages have to be compiled again: what differs between a stored tree and the one of now.
*
* @returns the packages of now in their order, dependencies first, and then those that are gone
*/
function explain(before, after) {
	const [old, now] = [index(before), index(after)];
	const changed = after.nodes.flatMap((node) => {
		const previous = old.get(node.uuid);
		if (previous?.hash === node.hash) return [];
		const [change, reasons] = previous ? ["changed", compareNodes(previous, node, {
			old,
			now
		})] : ["added", []];
		return [{
			change,
			uuid: node.uuid,
			name: node.name,
			reasons
		}];
	});
	const gone = before.nodes.filter(({ uuid }) => !now.has(uuid)).map(({ uuid, name }) => ({
		change: "removed",
		uuid,
		name,
		reasons: []
	}));
	return [...changed, ...gone];
}
const index = ({ nodes }) => new Map(nodes.map((node) => [node.uuid, node]));
function compareNodes(before, after, { old, now }) {
	const reasons = [];
	for (const input of [
		"name",
		"preferences",
		"extensions"
	]) if (before[input] !== after[input]) reasons.push({ input });
	if (before.version !== after.version) reasons.push({
		input: "version",
		before: before.version,
		after: after.version
	});
	if (before.source !== after.source) {
		const input = before.stdlib && after.stdlib ? "julia" : "source";
		reasons.push({
			input,
			before: before.source,
			after: after.source
		});
	}
	for (const uuid of [.../* @__PURE__ */ new Set([...before.dependencies, ...after.dependencies])].sort(compare)) {
		const [had, has] = [before.dependencies.includes(uuid), after.dependencies.includes(uuid)];
		if (had && has && old.get(uuid)?.hash === now.get(uuid)?.hash) continue;
		const name = (now.get(uuid) ?? old.get(uuid))?.name ?? uuid;
		reasons.push({
			input: "dependency",
			change: had && has ? "changed" : has ? "added" : "removed",
			uuid,
			name
		});
	}
	return reasons;
}

// src/project/hash-tree.ts
/**
* Hashes every package that a project can load. Order, comments, formatting and manifest format do not change
* a hash; a package's own hash changes with the package and with what it depends on, and with nothing else.
*
* The packages of a dependency cycle are hashed together: a change in one changes them all.
*
* @param juliaVersion stands for the sources of the standard libraries
*/
function hashTree(environment, { juliaVersion }) {
	const entries = reachable(environment.manifest, Object.values(environment.project.deps));
	const nodes = /* @__PURE__ */ new Map();
	for (const group of sortByDependency(entries)) {
		const own = group.map((entry) => describe(entry, environment, juliaVersion));
		for (const node of hashGroup(own, nodes)) nodes.set(node.uuid, node);
	}
	const sorted = [...nodes.values()];
	return {
		format: 1,
		juliaVersion,
		nodes: sorted,
		rootHash: joinHashes(sorted.map(({ hash }) => hash))
	};
}
/** One hash for several, in whatever order they come: SHA-256 in hex. */
const joinHashes = (hashes) => sha256([...new Set(hashes)].sort(compare));
const sha256 = (value) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
function describe(entry, { preferences, pathPackages }, juliaVersion) {
	const { uuid, name, version, treeHash, path, entryFile, syntaxVersion, deps } = entry;
	const source = path !== void 0 ? `content:${pathPackages[uuid]?.content ?? ""}` : treeHash !== void 0 ? `tree:${treeHash}` : `julia:${juliaVersion}`;
	const honoured = preferences[uuid];
	return {
		uuid,
		name,
		...version === void 0 ? {} : { version },
		source: [
			source,
			entryFile && `entry:${entryFile}`,
			syntaxVersion && `syntax:${syntaxVersion}`
		].filter((part) => part !== void 0).join(" "),
		preferences: honoured === void 0 ? "" : sha256(canonical(honoured)),
		extensions: hashExtensions(entry),
		dependencies: Object.values(deps).sort(compare),
		stdlib: path === void 0 && treeHash === void 0,
		immutable: path === void 0
	};
}
function hashExtensions({ extensions, weakdeps, deps }) {
	const triggers = sortedEntries(extensions).map(([extension, names]) => [extension, names.map((name) => weakdeps[name] ?? deps[name] ?? name).sort(compare)]);
	return triggers.length === 0 ? "" : sha256(triggers);
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
const hashInputs = ({ uuid, name, version, source, preferences, extensions }) => [
	uuid,
	name,
	version ?? "",
	source,
	preferences,
	extensions
];
/** A hash tree as it is stored beside a depot layout. */
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
const isHashTree = (value) => isRecord$1(value) && value["format"] === 1 && typeof value["juliaVersion"] === "string" && typeof value["rootHash"] === "string" && Array.isArray(value["nodes"]) && value["nodes"].every(isNode);
const isNode = (value) => isRecord$1(value) && [
	"uuid",
	"name",
	"source",
	"preferences",
	"extensions",
	"hash"
].every((key) => typeof value[key] === "string") && ["stdlib", "immutable"].every((key) => typeof value[key] === "boolean") && ["string", "undefined"].includes(typeof value["version"]) && Array.isArray(value["dependencies"]) && value["dependencies"].every((uuid) => typeof uuid === "string");

// src/project/manifest-text.ts
/**
* Writes a manifest in its own format, as Pkg lays it out: fields by name, packages by name and UUID. The
* hash of a project is left out, since the text is for another project than the one it was resolved for.
*
* Dependencies are written as a list of names where each name stands for one package, else as a table:
* weak dependencies that are not in the manifest have to be a table for Pkg to accept them.
*/
function writeManifest({ format, juliaVersion, registries, entries }) {
	const counts = /* @__PURE__ */ new Map();
	for (const { name } of entries) counts.set(name, (counts.get(name) ?? 0) + 1);
	const unique = (name) => counts.get(name) === 1;
	const head = format === "1.0" ? [] : [
		...juliaVersion === void 0 ? [] : [assign("julia_version", juliaVersion)],
		assign("manifest_format", format),
		""
	];
	const prefix = format === "1.0" ? "" : "deps.";
	const stanzas = entries.flatMap((entry) => [...writeEntry(entry, prefix, unique), ""]);
	return [
		...head,
		...stanzas,
		...registries.flatMap(writeRegistry)
	].join("\n");
}
function writeEntry(entry, prefix, unique) {
	const name = prefix + writeKey(entry.name);
	const named = [["deps", entry.deps], ["weakdeps", entry.weakdeps]];
	const isList = (packages) => Object.keys(packages).every(unique);
	const lists = named.filter(([, packages]) => Object.keys(packages).length > 0 && isList(packages)).map(([key, packages]) => [key, Object.keys(packages).sort(compare)]);
	const tables = named.filter(([, packages]) => !isList(packages));
	return [
		`[[${name}]]`,
		...[...lists, ...writeFields(entry)].sort(([a], [b]) => compare(a, b)).map(([key, value]) => assign(key, value)),
		...tables.flatMap(([key, packages]) => writeTable(`${name}.${key}`, packages)),
		...Object.keys(entry.extensions).length === 0 ? [] : writeTable(`${name}.extensions`, entry.extensions),
		...entry.syntaxVersion === void 0 ? [] : writeTable(`${name}.syntax`, { julia_version: entry.syntaxVersion })
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
	const immutable = tree.nodes.filter((node) => node.immutable);
	const kept = new Set(immutable.map(({ uuid }) => uuid));
	const entries = environment.manifest.entries.filter(({ uuid }) => kept.has(uuid));
	const deps = directDependencies(environment, tree);
	const preferred = immutable.filter(({ uuid }) => uuid in environment.preferences);
	const extras = preferred.filter(({ name, uuid }) => deps[name] !== uuid);
	const built = new Set(reachable(environment.manifest, Object.values(deps)).map(({ uuid }) => uuid));
	const preferences = Object.fromEntries(preferred.map(({ name, uuid }) => [name, environment.preferences[uuid] ?? {}]));
	return {
		project: [section("deps", deps), ...extras.length === 0 ? [] : [section("extras", Object.fromEntries(extras.map(pair)))]].join("\n"),
		manifest: writeManifest({
			...environment.manifest,
			entries
		}),
		...preferred.length === 0 ? {} : { preferences: writePreferences(preferences) },
		packages: immutable.filter(({ stdlib, uuid }) => !stdlib && built.has(uuid)).map(({ name, uuid, version }) => ({
			name,
			uuid,
			...version === void 0 ? {} : { version }
		})),
		rootHash: joinHashes(immutable.map(({ hash }) => hash))
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
const pair = ({ name, uuid }) => [name, uuid];
const section = (name, packages) => [
	`[${name}]`,
	...sortedEntries(packages).map(([key, uuid]) => `${key} = "${uuid}"`),
	""
].join("\n");
const writePreferences = (preferences) => `${stringify(sorted(preferences), { numbersAsFloat: true }).trimEnd()}\n`;
function sorted(value) {
	if (Array.isArray(value)) return value.map(sorted);
	if (!isTable(value)) return value;
	return Object.fromEntries(sortedEntries(value).map(([key, inner]) => [key, sorted(inner)]));
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
		case "preferences":
		case "extensions": return `other ${reason.input}`;
	}
}
/** A new version has another source as well: that goes without saying. */
function changeWords({ change, reasons }) {
	if (change === "added") return "new";
	const hasVersion = reasons.some(({ input }) => input === "version");
	return reasons.filter(({ input }) => !(hasVersion && input === "source")).map(reasonWords).join(", ");
}
/** The packages that the recipes compile, each build of one once: two projects may have one in two versions. */
function recipeNodes({ projects, recipes }) {
	const wanted = new Set(recipes.flatMap(({ packages }) => packages.map(({ uuid }) => uuid)));
	const nodes = projects.flatMap(({ tree }) => tree.nodes);
	return [...new Map(nodes.filter(({ uuid }) => wanted.has(uuid)).map((node) => [node.hash, node])).values()];
}
/** Several trees as one; of two builds of a package the first counts. */
function mergeTrees(trees) {
	const [first] = trees;
	if (first === void 0) return void 0;
	const nodes = new Map(trees.flatMap((tree) => tree.nodes.map((node) => [node.uuid, node])).reverse());
	return {
		...first,
		nodes: [...nodes.values()]
	};
}
/** Why each changed package of a tree is not what it was, by its hash. */
function reasonsFor(before, after) {
	const hashes = new Map(after.nodes.map(({ uuid, hash }) => [uuid, hash]));
	return explain(before, after).map((change) => [hashes.get(change.uuid) ?? "", changeWords(change)]);
}
/**
* Tells which packages a depot bake has to compile and why, and how many it takes over.
*
* @param restored nothing where the cache gave nothing back
*/
function previewDepot(plan, restored) {
	const nodes = recipeNodes(plan);
	const all = (reason) => ({
		compile: nodes.map(({ uuid, name }) => ({
			uuid,
			name,
			reason
		})),
		reused: 0
	});
	if (restored === void 0) return all("nothing restored");
	if (restored.tier === "packages") return all("restored for other CPU targets");
	if (restored.tier === "exact") return {
		compile: [],
		reused: nodes.length
	};
	const before = mergeTrees(restored.trees);
	if (before === void 0) return all("nothing is known about what was restored");
	const there = new Set(restored.trees.flatMap((tree) => tree.nodes.map(({ hash }) => hash)));
	const missing = nodes.filter(({ hash }) => !there.has(hash));
	const reasons = new Map(plan.projects.flatMap(({ tree }) => reasonsFor(before, tree)));
	return {
		compile: missing.map(({ uuid, name, hash }) => ({
			uuid,
			name,
			reason: reasons.get(hash) ?? ""
		})),
		reused: nodes.length - missing.length
	};
}

// src/depot.ts
/** How the cache answered, for people. */
const stateOf = (hit) => hit === void 0 ? "none" : hit.tier === "exact" ? "exact" : "partial";
const writeTrees = (plan) => plan.projects.map(({ tree }) => writeHashTree(tree)).join("");
async function readTrees(entry) {
	return (await readFile(entryFiles(entry).trees, "utf8").catch(() => "")).split("\n").flatMap((line) => parseHashTree(line) ?? []);
}
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
	const entry = hit?.tier === "exact" ? hit.folder : join$2(shop.folder, `depot-${platform.id}`);
	const preview = previewDepot(plan, hit && {
		tier: hit.tier,
		trees: await readTrees(hit.folder)
	});
	const prepared = {
		...planned,
		julia,
		key,
		hit,
		entry,
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
async function reuseDepot(shop, prepared, hit) {
	const { layout, folder } = hit;
	const { packages } = await readDepotReport(entryFiles(folder).report);
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
async function bakeDepot(shop, prepared, onEvent) {
	const { inputs, plan, cache, deps, folder } = shop;
	const { platform, julia, hit, entry } = prepared;
	const { layout, report, trees } = entryFiles(entry);
	const reportFolder = join$2(folder, `report-${platform.id}`);
	await mkdir(entry, { recursive: true });
	const definition = depotDefinition({
		platform,
		distribution: julia.folder
	}, {
		plan: join$2(folder, "depot-plan"),
		baseImage: inputs.baseImage,
		pkgServer: inputs.pkgServer,
		image: inputs
	}, {
		layout,
		report: reportFolder
	}, hit && {
		context: hit.layout.context,
		reuse: hit.tier === "packages" ? "packages" : "compiled"
	});
	const bake = {
		title: `depot ${platform.name}`,
		definition,
		builder: inputs.builder,
		allow: inputs.allow,
		folder
	};
	const { failure, seconds, transcript } = await runBake(bake, deps, onEvent);
	const started = {
		...startReport(prepared),
		depotSeconds: seconds
	};
	if (failure !== void 0) {
		deps.log.info(`${platform.name.padEnd(12)} depot bake failed, more below`);
		return {
			prepared,
			report: {
				...started,
				failure
			},
			saving: Promise.resolve("not saved")
		};
	}
	await rename(join$2(reportFolder, "report.json"), report);
	await writeFile(trees, writeTrees(plan));
	const made = await readLayout(layout);
	const saving = cache.save(platform, prepared.key.key, entry);
	const { packages, seconds: steps } = await readDepotReport(report);
	const done = transcript.events.filter(({ kind }) => kind === "done").map(({ text }) => text.split(" ")[0] ?? "");
	const told = {
		packages: describePackages(shop, prepared, compiledNow(packages, new Set(done))),
		steps,
		depotBytes: made.bytes
	};
	return {
		prepared,
		layout: made,
		report: {
			...started,
			...told
		},
		saving
	};
}
/** Steps 3 and 4: the platform's depot layout, restored or baked. */
async function provideDepot(shop, prepared, onEvent) {
	if (prepared.hit?.tier === "exact") return reuseDepot(shop, prepared, prepared.hit);
	try {
		return await bakeDepot(shop, prepared, onEvent);
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
/** Step 5: the image of all platforms, from Julia, the depot layouts and the user's context. */
async function bakeImage(shop, depots, onEvent) {
	const { inputs, plan, deps, folder } = shop;
	const sources = depots.map(({ prepared: { platform, julia } }) => ({
		platform,
		distribution: julia.folder
	}));
	const contexts = depots.map(({ prepared, layout }) => [prepared.platform.id, layout?.context ?? ""]);
	const bake = {
		title: "image",
		definition: imageDefinition({
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
		}, inputs),
		builder: inputs.builder,
		allow: inputs.allow,
		folder
	};
	const { failure, seconds, metadata, transcript } = await runBake(bake, deps, onEvent);
	const names = depots.map(({ prepared }) => prepared.platform.name);
	const image = metadata["image"];
	const digest = textField(image, "containerimage.digest");
	const imageId = textField(image, "containerimage.config.digest") ?? digest;
	return {
		seconds,
		metadata: image ?? {},
		apps: Object.fromEntries(names.map((name) => [name, compiledApps(transcript.events, name)])),
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
/**
* Resolves the versions of packages for projects without a manifest, inside a bake on the builder's own platform.
*
* @param native the builder's own platform
* @returns manifests by project folder; empty where every project has one
* @throws {@link UserError} with Julia's message when Pkg finds no versions that go together
*/
async function resolveManifests(desk, native) {
	const { inputs, survey, deps, folder } = desk;
	const open = survey.projects.filter(({ environment }) => environment.manifest === void 0);
	const chosen = choosePlatform(desk, native);
	if (open.length === 0 || chosen === void 0) return /* @__PURE__ */ new Map();
	for (const { environment } of open) deps.log.warning(`${environment.project.file} has no manifest: its versions are resolved now, so that this build is not reproducible. Commit the Manifest.toml (in the report, or by \`Pkg.instantiate()\`).`);
	const { platform, distribution } = chosen;
	const julia = await provideDistribution(distribution, platform, deps);
	const [plan, output] = [join$2(folder, "resolve-plan"), join$2(folder, "resolved")];
	await mkdir(plan);
	await writeFile(join$2(plan, "projects"), open.map((project) => `${project.folder}\n`).join(""));
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

// src/run.ts
/** Steps 2 and 3: everything that can be wrong with the inputs has been found out before the first download. */
async function prepare(shop) {
	const { plan, cache, deps, folder } = shop;
	deps.log.info(`Depot layouts are kept in ${cache.name}.`);
	await writeDepotPlan(join$2(folder, "depot-plan"), plan);
	await writeImagePlan(join$2(folder, "image-plan"), plan);
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
	const native = await checkBuilder(inputs.platforms, inputs.builder, deps);
	const cache = await openCache(inputs.cache, deps);
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