import { __toESM } from "./rolldown-runtime.js";
import { PacketList, Signature, cache_exports, core_exports, createMessage, endGroup, enums, getExecOutput, getInput, info, readKey, readSignature, require_semver, require_tar_stream, setOutput, startGroup, summary, tool_cache_exports, verify } from "./vendor.js";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
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

// src/julia/compat.ts
const number = String.raw`v?(\d+(?:\.\d+){0,2})`;
const simple = new RegExp(`^([~^]?)${number}$`);
const inequality = new RegExp(String.raw`^(≥|>=|=|<)\s*${number}$`);
const hyphen = new RegExp(String.raw`^${number}\s+-\s+${number}$`);
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
	const [, operator, bound] = inequality.exec(part) ?? [];
	if (bound !== void 0) return `${operator === "≥" ? ">=" : operator ?? ""}${padded(bound)}`;
	const [, lower, upper] = hyphen.exec(part) ?? [];
	if (lower !== void 0 && upper !== void 0) return `${lower} - ${upper}`;
	throw new UserError(`Project.toml: "${compat}" in [compat] julia is not a version range that Pkg reads. Allowed: entries such as 1.6, ^1.6, ~1.6.2, =1.6.1, >=1.6, <1.12 and 1.6 - 1.9, with commas between them.`);
}
const padded = (version) => [
	...version.split("."),
	"0",
	"0"
].slice(0, 3).join(".");

// src/julia/cpu-table.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
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
	if (!namePattern.test(cpu)) throw mistake$1(place, cpu === "" ? "a CPU name is missing" : `"${cpu}" is not a CPU name`);
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
		else throw mistake$1({
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
	throw mistake$1(place, reason);
}
const mistake$1 = ({ text, position }, reason) => new UserError(`cpu-target: "${text}": at character ${position}: ${reason}. Allowed: auto, official, sysimage, generic, native, or entries name,feature,-feature,clone_all,base(n) with semicolons between them, such as generic;haswell,-rdrnd,clone_all.`);
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
	if (lines.length === 0) throw new UserError(`cpu-target: it is empty. ${allowed$2}`);
	const byPlatform = /* @__PURE__ */ new Map();
	let fallback;
	for (const line of lines) {
		const [, platform, value = ""] = /^([^=;,]+)=(.*)$/.exec(line) ?? [];
		const name = platform === void 0 ? void 0 : parseLinePlatform$1(platform, line);
		if (name === void 0 ? fallback !== void 0 : byPlatform.has(name)) throw new UserError(`cpu-target: "${line}" is a second value for ${name ?? "all platforms"}. ${allowed$2}`);
		if (name === void 0) fallback = parseChoice(line);
		else byPlatform.set(name, parseChoice(value.trim()));
	}
	return {
		fallback: fallback ?? "auto",
		byPlatform
	};
}
const allowed$2 = "Allowed: auto, official, sysimage, generic, native or a target list, for all platforms or as one line platform=value for each.";
function parseLinePlatform$1(platform, line) {
	try {
		return parsePlatform(platform).name;
	} catch {
		throw new UserError(`cpu-target: "${line}": "${platform.trim()}" is not a platform that Julia is built for. ${allowed$2}`);
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
	if (choice === "auto") return automatic$1(machine);
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
function automatic$1(machine) {
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
const makeTemporaryFolder = (env) => mkdtemp(join(env["RUNNER_TEMP"] || tmpdir(), "julia-bake-"));
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
			file: await deps.tools.downloadTool(url, join(folder, "download"))
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
		return parseReleases(parseJson$1(await readFile(file, "utf8"), url));
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
function parseJson$1(text, url) {
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
	if (found === void 0) throw missing(resolved.version, platform, releases);
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
function missing(version, platform, releases) {
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
		`Julia ${version} exists for: ${list$2(others.map((other) => other.name))}.`,
		`Nearest versions for ${platform.name}: ${list$2(nearest)}.`,
		`Set julia-version to one of these, or take ${platform.name} out of platforms.`
	].join(" "));
}
const hasBuild = (release, platform) => release.distributions.has(platform.triplet);
const list$2 = (names) => names.join(", ") || "none";

// src/julia/release-keys.ts
/**
* Published as https://julialang.org/assets/juliareleases.asc. After a change of keys the new one is added here, and
* the old one stays until it expires, or is moved to the retired ones if it must not be trusted any more.
*/
const armoured = `-----BEGIN PGP PUBLIC KEY BLOCK-----

xsFNBGoseh4BEADemCYuKp7uLR304Eij5hYPXHhl0FuOsOvWBJJal89SYRp0r7ix
uxkotCtMeQLBjj3n/sDFRYORT7Hil0Aylp58J4ZInHJutmpEm2V/AijyLcrmeGXJ
QiCF3rJzFyTgr7MAXwzpq7KtmJlXZQzGUknsnNs9PzLFm81qvchpsmW1ZE8pOzz+
wOItlN7HnbZpdmQwRPRkp5X+FePqT4ICci/ZN88SkqE5gHStxPvUbm8Vlg4CJ6bp
TG7HnXda6X1CWCa/5+Z0PwsThHipZ1Yv/Snxm5V3BmI5LiqQbESyGezRs96wbBOI
o2VTqp6yvGCt85XNGGsmuH+L69lEzdN8SxQwPN8rS2OBocWilGabl/RtfIzKLH16
PmrfAuuNzA+TGFpztoFMZVt3jCL0CWNJALM9vd/vevuhuTlyXZ9JjbYplEQFy0e+
9IHvXCsYB1MKPmL8ZlbVqRJ0niTsfCDs8+H2dO2md/x5JJPBY58nk+wFnTEmV/sN
WX5f6CrZUfFeGmmXoRpdbodtx0p7zrYi9kC6hUYS+wffsNeAkz3wWQ9bOPRrWUga
xwPln8CVQcnlQF37NiEHgtg/xF6HOE15IkVR6x+JfrrmjHslhX5YLvRLAYCFUPmb
r87tVdFkCafwitTh58rvY3ZeF/WHdUuqmrtweFRRjICa3qQAvACh94QiuwARAQAB
zTJKdWxpYSBSZWxlYXNlIFNpZ25pbmcgS2V5IDxidWlsZGJvdEBqdWxpYWxhbmcu
b3JnPsLBdgQTAQgAIBYhBGS3eaVwly//e/wrVOrUceGh8sEKBQJqLHoeAhsDAAoJ
EOrUceGh8sEKe1YP/23Qp9jFyLhyK+OKkGvt+REgKSB4UKOTxpsc4HvUFvUUB4Mb
9AjBdzUPGavOSMbkDytZNz7yFrb/rWfwd5tgMP973xBYzipztIj3MsQC8X7Qg8sS
rxdh37+2G4di34/AIo0HuPIGwne9hJXxyPa+Opj8DR7K8dC+aeMOydewUVoNQhz4
Wnuir+LryM4Ubs0+pWYTTU51tj8ADgirWDz84ZajLwANAPkYNdgsfnk7eV05/gc3
GC8ygahSZgTfnwojwvKoFfLDsM6z0zjTryoJY68xe3NYh59kdEN0W8jKw3OJGMcX
T82zckNSwAEIJOdMaqauRAHeGJ/kPovyy3enxsq8VKA9eBAxlmlUcuodnLCZHI+d
g/VKMUPegMuvyaZnY2VAHBmONKX4jpeMZYbRYfyXa2InixN/hcaaA3g/90yevCH+
GNmN1MaXfkjISUdsMvLQMixVeQ0/tm+SHSopFwTJtuzEaAyyNAkLL4U1iRRSMwW1
BaJrc943PhBQ4ytkWJhm0ge1e2qRB3SSKYzoOTji98hA/hUPmt8ZO+yb8FngJXbw
+fa+onWVxbGp8AO8+TNvJb89iuCC/VoMtf9sdSnZ85Zj3+jJk+aVauQHohgfwVOX
eBjaNN1vJCy+1efZArpk6d6H94ZeCMLnEzxzVQz+3AF1BgZVQNF8hPD2qiK0
=uJpw
-----END PGP PUBLIC KEY BLOCK-----
`;
/** Julia's keys (FACTS §1). Nothing can be added to them by an input or the environment. */
const releaseKeys = {
	current: [{
		fingerprint: "64B779A570972FFF7BFC2B54EAD471E1A1F2C10A",
		created: "2026-06-12",
		armoured
	}],
	retired: [{
		fingerprint: "3673DF529D9049477F76B37566E3C7DC03D6E495",
		retired: "2026-08-12",
		source: "https://github.com/JuliaLang/www.julialang.org/pull/2567"
	}]
};
/** The first release of each series that the current key has signed; older series have none. */
const firstSigned = [
	{
		series: "1.10.0-0",
		version: "1.10.12"
	},
	{
		series: "1.11.0-0",
		version: "1.11.10"
	},
	{
		series: "1.12.0-0",
		version: "1.12.7"
	},
	{
		series: "1.13.0-0",
		version: "1.13.0-rc2"
	}
];
/**
* Whether a release must have a signature by a current key (FACTS §1). Older ones have at best one by the retired key.
*
* @param version exact version of a release, such as `1.12.7`
*/
function mustBeSigned(version) {
	const first = firstSigned.findLast(({ series }) => !isBefore(version, series));
	return first !== void 0 && !isBefore(version, first.version);
}

// src/julia/signature.ts
/**
* Checks a detached OpenPGP signature (RFC 9580) of a file. Streams: at no time is a large file in memory. If there
* are signatures by several keys, the one by a current key counts.
*
* @param asc armoured signature
* @param keys whose signatures count
*/
async function judgeSignature(file, asc, keys) {
	let packets;
	try {
		const { packets: all } = await readSignature({ armoredSignature: asc });
		packets = all.filterByTag(enums.packet.signature);
	} catch (error) {
		return {
			kind: "unreadable",
			reason: messageOf(error)
		};
	}
	const [first] = packets;
	if (first === void 0) return {
		kind: "unreadable",
		reason: "it holds no signature"
	};
	for (const { armoured } of keys.current) {
		const key = await readKey({ armoredKey: armoured });
		const packet = packets.find(({ issuerKeyID }) => key.getKeys(issuerKeyID).length > 0);
		if (packet !== void 0) return verifyPacket(file, packet, key);
	}
	const retired = keys.retired.find(({ fingerprint }) => packets.some((packet) => [fingerprint, fingerprint.slice(-16)].includes(issuerOf(packet))));
	return retired === void 0 ? {
		kind: "unknown",
		key: issuerOf(first)
	} : {
		kind: "retired",
		key: retired.fingerprint
	};
}
const issuerOf = ({ issuerFingerprint, issuerKeyID }) => issuerFingerprint === null ? issuerKeyID.toHex().toUpperCase() || "a key that it does not name" : Buffer.from(issuerFingerprint).toString("hex").toUpperCase();
async function verifyPacket(file, packet, publicKey) {
	const key = publicKey.getFingerprint().toUpperCase();
	const bad = (reason) => ({
		kind: "bad",
		key,
		reason
	});
	if (packet.signatureType !== enums.signature.binary) return bad("it is not a signature of a file");
	const list = new PacketList();
	list.push(packet);
	const stream = createReadStream(file);
	try {
		const result = await verify({
			message: await createMessage({ binary: Readable.toWeb(stream) }),
			signature: new Signature(list),
			verificationKeys: publicKey.toPublic(),
			format: "binary"
		});
		await readAll(result.data);
		return await result.signatures[0]?.verified === true ? {
			kind: "good",
			key
		} : bad("it was not verified");
	} catch (error) {
		return bad(messageOf(error));
	} finally {
		stream.destroy();
	}
}
/** The signature is compared with what is read here, and waits for it; `for await` fails on this stream. */
async function readAll(data) {
	if (!(data instanceof ReadableStream)) throw new Error("its file cannot be read as a stream");
	const reader = data.getReader();
	while (!(await reader.read()).done);
}

// src/julia/authenticity.ts
/**
* Every check of a downloaded tarball before it is unpacked: the SHA-256 of the release index, then the signature. Which
* signature has to be there, and what one proves, is told in docs/threat-model.md.
*
* @throws {@link UserError} if the file is not what Julia has published, or nothing shows that it is
*/
async function checkAuthenticity(file, what, means) {
	const { name, distribution } = what;
	if (isNightly(distribution)) {
		means.log.info(`${name}: unverified, since nightlies have no published checksum`);
		return;
	}
	await checkHash(file, what);
	means.log.info(`${name}: SHA-256 ${distribution.sha256 ?? ""} is right`);
	const asc = distribution.asc ?? await fetchSignature(what, means);
	if (asc === void 0) {
		means.log.info(`${name}: not signed; it rests on the SHA-256 of the release index`);
		return;
	}
	const keys = means.keys ?? releaseKeys;
	means.log.info(`${name}: ${accept(await judgeSignature(file, asc, keys), what, keys)}`);
}
async function checkHash(file, { name, distribution }) {
	const { sha256, url } = distribution;
	if (sha256 === void 0) throw new UserError(`${name} has no SHA-256 to check ${url} against.`);
	const hash = createHash("sha256");
	await pipeline(createReadStream(file), hash);
	const actual = hash.digest("hex");
	if (actual === sha256) return;
	throw new UserError(`${name} is not what the release index says. Address: ${url}. Expected SHA-256: ${sha256}. Actual: ${actual}. The file was deleted and nothing was unpacked. Run the job again; if it stays so, the server or mirror gives a wrong file.`);
}
/**
* The index takes a signature in only if it is there when the index is made, and never looks again
* (https://github.com/JuliaLang/VersionsJSONUtil.jl/blob/e491549/src/VersionsJSONUtil.jl#L381). Where a release must have
* one, the file that is published beside the tarball will do: a signature is as good from anywhere.
*/
async function fetchSignature({ name, distribution }, means) {
	const { url, version } = distribution;
	if (!mustBeSigned(version)) return void 0;
	means.log.info(`${name}: the release index has no signature of it; downloading ${url}.asc`);
	try {
		const { file, folder } = await fetchFile(`${url}.asc`, "its signature", means);
		const asc = await readFile(file, "utf8");
		await rm(folder, {
			recursive: true,
			force: true
		});
		return asc;
	} catch (error) {
		throw new UserError(`${name} must have a signature, and has none in the release index. ${messageOf(error)} The tarball was deleted and nothing was unpacked. A mirror has to serve the official bin/versions.json as it is, or the .asc file beside the tarball.`);
	}
}
/** @returns what a signature proves, in words */
function accept(verdict, { name, distribution }, keys) {
	const { url, version } = distribution;
	const allowed = keys.current.map(({ fingerprint }) => fingerprint).join(", ");
	const refused = (wrong, remedy) => new UserError(`${name}: ${wrong}. Address: ${url}. Allowed: a good signature by Julia's release key ${allowed}. The file was deleted and nothing was unpacked. ${remedy}`);
	switch (verdict.kind) {
		case "good": return `the signature by Julia's release key ${verdict.key} is good`;
		case "retired":
			if (!mustBeSigned(version)) return `signed by Julia's retired key ${verdict.key}, which proves nothing; it rests on the SHA-256 of the release index`;
			throw refused(`its signature is by the retired key ${verdict.key}, which proves nothing`, remedy);
		case "unknown": throw refused(`its signature is by ${verdict.key}, which is no key of Julia's`, `If Julia has a new key since, use a newer version of this action. ${remedy}`);
		case "bad": throw refused(`its signature by ${verdict.key} is not good: ${verdict.reason}`, remedy);
		case "unreadable": throw refused(`its signature cannot be read: ${verdict.reason}`, remedy);
	}
}
const remedy = "If julia-mirror is set, compare its bin/versions.json and this file with the official ones; else run the job again, and if it stays so tell the developers of Julia.";

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
	]) await writeEntry(pack, {
		name,
		type: "directory",
		mode: 493,
		mtime: fixedTime
	});
	for await (const entry of extract) {
		const placed = placeEntry(entry.header, placement);
		if (placed?.header.type !== "file") {
			entry.resume();
			if (placed) await writeEntry(pack, placed.header);
		} else if (placed.path === versionFile || placed.path === commitFile) {
			const content = await buffer(entry);
			texts.set(placed.path, content.toString("utf8"));
			await writeEntry(pack, placed.header, content);
		} else await pipeline(entry, pack.entry(placed.header));
	}
	pack.finalize();
}
/** Of the folders above Julia, which no tarball has a time for. */
const fixedTime = /* @__PURE__ */ new Date(1e3);
function writeEntry(pack, header, content) {
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
/** Raised when tars are checked or written in another way, so that older ones are not found. */
const layout = "v2";
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
		await checkAuthenticity(download.file, job, deps);
		const part = join(folder, `${juliaTar}.part`);
		const facts = await repackJulia(download.file, part).catch(withAddress(name, url));
		const identity = isNightly(distribution) ? identifyNightly(facts, job) : identifyRelease(facts, job);
		await rename(part, join(folder, juliaTar));
		if (isNightly(distribution)) deps.log.info(`${name}: is ${identity.version}, commit ${identity.commit ?? "unknown"}`);
		return identity;
	} finally {
		await rm(download.folder, {
			recursive: true,
			force: true
		});
	}
}
/** Neither a checksum nor a signature says which version a file is: an older one could stand in for a newer one. */
function identifyRelease(facts, { name, distribution }) {
	const { version, url } = distribution;
	if (facts.version === void 0 || facts.version === version) return { version };
	throw new UserError(`${name} from ${url} is Julia ${facts.version} (include/julia/julia_version.h). Nothing of it is used. If julia-mirror is set, see what it lists for ${version} in bin/versions.json; else run the job again.`);
}
function identifyNightly({ version, commit }, { name, distribution }) {
	if (version !== void 0) return {
		version,
		...commit === void 0 ? {} : { commit }
	};
	throw new UserError(`${name} from ${distribution.url} does not say which version it is (include/julia/julia_version.h). Set julia-version to a release.`);
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
	return folder !== "" && existsSync(join(folder, "julia.tar")) ? folder : void 0;
}
/** The tool cache marks an entry complete last, so that no partial one is found. */
async function keep(folder, distribution, deps) {
	if (!canKeep(distribution, deps.env)) return folder;
	const { version } = distribution;
	const arch = archOf(distribution);
	let kept;
	try {
		kept = findKept(distribution, deps) ?? await deps.tools.cacheFile(join(folder, "julia.tar"), "julia.tar", tool, version, arch);
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
const allowed$1 = "Allowed: manifest, an exact version such as 1.12.7, a range such as 1, 1.11, ^1.10 or ~1.10, lts, pre, min, min-patch, nightly, 1.13-nightly.";
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
		case "manifest": return manifestVersion === void 0 ? newest("1", text, releases) : recorded(manifestVersion.trim(), releases);
		case "lts": return newest(ltsSeries, text, releases);
		case "pre": return newestPre(text, releases);
		case "min":
		case "min-minor": return newest(`~${oldest(text, sources)}`, text, releases);
		case "min-patch": return oldest(text, sources);
	}
	const exact = import_semver.default.valid(text);
	if (exact !== null) return published(exact, text, releases);
	if (text === "" || import_semver.default.validRange(text) === null) throw new UserError(`julia-version: "${text}" is not a version of Julia. ${allowed$1} Put it in quotes, since YAML reads 1.10 as 1.1.`);
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
const unmatched = (spec, releases) => new UserError(`julia-version: "${spec}" matches no published version of Julia. ${newestOf(releases)} ${allowed$1}`);
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
function recorded(text, releases) {
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

// src/julia/verify-cpus.ts
/**
* What `auto` loads the image as, besides the machine's own CPU: the CPUs of the official target lists that every
* machine can stand in for, oldest first (FACTS §2; `julia -C name` matches as that CPU, less what the host lacks).
*/
const baselines = {
	amd64: [
		"generic",
		"sandybridge",
		"haswell"
	],
	arm64: ["generic", "cortex-a57"]
};
const allowed = "Allowed: auto, or names of CPUs as Julia has them (native is the machine that builds), such as \"native, generic, haswell\", for all platforms or as a line platform=cpu,cpu for each.";
/**
* Reads the `verify-cpus` input: a list for all platforms, or lines `platform=cpu,cpu`, or both, where the list counts
* for the other platforms. Without a list these get `auto`.
*
* @throws {@link UserError} for an unknown or double platform, an empty list and what is no name of a CPU
*/
function parseVerifyCpus(text) {
	const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
	const byPlatform = /* @__PURE__ */ new Map();
	const fallback = [];
	for (const line of lines) {
		const [, platform, list = ""] = /^([^=,]+)=(.*)$/.exec(line) ?? [];
		if (platform === void 0) {
			fallback.push(...parseNames(line, line));
			continue;
		}
		const name = parseLinePlatform(platform, line);
		if (byPlatform.has(name)) throw mistake(line, `it is a second line for ${name}`);
		byPlatform.set(name, parseNames(list, line));
	}
	return {
		fallback: fallback.length > 0 ? fallback : ["auto"],
		byPlatform
	};
}
const mistake = (line, reason) => new UserError(`verify-cpus: "${line}": ${reason}. ${allowed}`);
function parseLinePlatform(platform, line) {
	try {
		return parsePlatform(platform).name;
	} catch {
		throw mistake(line, `"${platform.trim()}" is not a platform that Julia is built for`);
	}
}
function parseNames(list, line) {
	const names = list.split(",").map((name) => name.trim());
	const wrong = names.find((name) => !/^[a-z\d][a-z\d._-]*$/i.test(name));
	if (wrong !== void 0) throw mistake(line, wrong === "" ? "a name is missing" : `"${wrong}" is not a name of a CPU`);
	return names;
}
/**
* CPUs as which a platform's image is loaded, `native` for the machine's own.
*
* `auto` is `native` and those of the platform's baselines that the CPU target list covers: by name, or because
* `generic` code runs on all of them. An image that was compiled for one CPU on purpose is not asked for another.
*
* @param target CPU target list of the image, or `sysimage`; empty for a Julia without native code in its caches
*/
function cpusToVerify(input, platform, target) {
	const base = `${platform.os}/${platform.arch}`;
	const cpus = input.byPlatform.get(platform.name) ?? input.byPlatform.get(base) ?? input.fallback;
	return [...new Set(cpus.flatMap((cpu) => cpu === "auto" ? automatic(platform, target) : [cpu]))];
}
function automatic({ arch }, target) {
	if (target === "") return ["native"];
	const names = target === "sysimage" ? ["generic"] : parseTargetList(target).map(({ name }) => name);
	const baseline = baselines[arch] ?? [];
	return ["native", ...names.includes("generic") ? baseline : baseline.filter((cpu) => names.includes(cpu))];
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
/** A host with an optional port, then lower-case path parts (https://github.com/distribution/reference). */
const repository = /^(?:[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d+)?|\[[\da-f:]+\](?::\d+)?)(?:\/[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*)+$/;
function readCacheRepo() {
	const repo = getInput("cache-repo");
	if (repo === "" || repository.test(repo)) return repo;
	throw new UserError(`cache-repo: "${repo}" is not a repository of a registry. Allowed: HOST/NAME in lower case, such as ghcr.io/acme/app-depot, without tag or digest.`);
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
		verify: readBoolean("verify"),
		verifyCpus: parseVerifyCpus(getInput("verify-cpus")),
		cache: readCacheMode(),
		cachePrefix: readCachePrefix(),
		cacheRepo: readCacheRepo(),
		juliaMirror: getInput("julia-mirror"),
		pkgServer: getInput("pkg-server")
	};
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
/** A table in Markdown. */
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
/** CPUs as people read them. */
const cpuWords = (cpu) => cpu === "native" ? "the builder's own CPU" : cpu;
const list$1 = (words) => words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
/** How the finished image of a platform loads: in the seconds of its slowest project, user and CPU. */
function loadSentence({ platform, verified = [] }) {
	if (verified.length === 0) return `\`${platform}\` was verified before, and nothing in it has changed.`;
	const seconds = Math.max(...verified.map((load) => load.seconds));
	const cpus = [...new Set(verified.map(({ cpu }) => cpuWords(cpu)))];
	const uids = [...new Set(verified.map(({ uid }) => uid))];
	return `\`${platform}\` loads in ${formatSeconds(seconds)} as ${list$1(cpus)}, for UID ${list$1(uids)}; nothing compiled.`;
}
const loads = (platforms) => platforms.filter(({ verified }) => verified !== void 0).flatMap((platform) => ["", `✅ ${loadSentence(platform)}`]);
const imageSeconds = ({ seconds, exportSeconds }) => `image bake ${formatSeconds(seconds)}${exportSeconds === void 0 ? "" : `, ${formatSeconds(exportSeconds)} of it to export the verified image`}`;
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
		`Base image \`${report.baseImage}\`, depots kept in ${report.store}, ${imageSeconds(report.image ?? {
			seconds: 0,
			tags: []
		})}.`,
		...loads(report.platforms),
		...slowest(report.platforms),
		...keys(report.platforms),
		""
	].join("\n");
}

// src/outputs.ts
/**
* Writes the report where later steps find it; gives its path. The name tells the platforms, so that reports of
* several runners can be gathered in one folder.
*/
async function writeReport(report, env) {
	const folder = join(env["RUNNER_TEMP"] ?? tmpdir(), "julia-bake");
	await mkdir(folder, { recursive: true });
	const platforms = report.platforms.map(({ platform }) => platform.replaceAll("/", "-"));
	const file = join(folder, `${[
		"report",
		...platforms,
		process.pid
	].join("-")}.json`);
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
/** Sets the outputs once, and writes the job summary. */
async function writeOutputs(result) {
	const file = await writeReport(result.report, process.env);
	for (const [name, value] of Object.entries(outputsOf(result, file))) setOutput(name, value);
	await writeSummary(renderSummary(result.report));
}
/** Writes the job summary to the runner and to the log. */
async function writeSummary(summary$1) {
	if (process.env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(summary$1, true).write();
	startGroup("Summary");
	info(summary$1);
	endGroup();
}

// src/bake/definition.ts
/** The action's own `docker/` folder, from where the bundle lies and from where this file lies. */
const docker = fileURLToPath(new URL(/\/dist\/[^/]+$/.test(import.meta.url) ? "../docker" : "../../docker", import.meta.url));
const dockerfile = join(docker, "Dockerfile");
const scripts = join(docker, "scripts");
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
/** What of the user's inputs counts for every target. */
const settings = ({ image }) => ({
	...image.network ? { network: image.network } : {},
	...image.noCache ? { "no-cache": true } : {},
	...image.pull ? { pull: true } : {}
});
/** Arguments of every stage that is built on the base image. */
const stageArgs = ({ baseImage, pkgServer }) => ({
	BASE_IMAGE: baseImage,
	...pkgServer ? { JULIA_PKG_SERVER: pkgServer } : {}
});
/** For what nobody pulls. */
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
const layoutOutput = (folder) => `type=oci,dest=${folder},tar=false,compression=zstd,force-compression=true`;
/** Name of the target that gives the depot layout: metadata have it. */
const depotTarget = ({ id }) => `depot-${id}`;
/**
* The depot bake of one platform: compiles the recipe, gives the depot layout, its report, or both.
* Each platform has a bake of its own, so that one that fails neither stops nor hides another.
*/
function depotDefinition(source, shared, output, restored) {
	const { platform } = source;
	const stage = {
		context: shared.plan,
		dockerfile,
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
		attest: withoutAttestations,
		...settings(shared)
	};
	const { report, layout, push } = output;
	const depot = layout === void 0 ? push : { output: [layoutOutput(layout)] };
	const targets = {
		...depot && { [depotTarget(platform)]: {
			...stage,
			target: "depot",
			...depot
		} },
		...report && { [`depot-report-${platform.id}`]: {
			...stage,
			target: "depot-report",
			output: [`type=local,dest=${report}`]
		} }
	};
	return {
		group: { default: { targets: Object.keys(targets) } },
		target: {
			...distributionTargets([source]),
			...targets
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

// src/bake/load-failure.ts
/**
* Causes, the most telling first: a file that is passed over leads to others, and some are passed over in every image
* (Julia comes with files for other flags). The first row that matches any of Julia's words is the cause.
*/
const causes = [
	{
		pattern: /startup\.jl/,
		cause: "A startup.jl of the image fails, or this user may not look into its home folder for one.",
		remedy: "Mend etc/julia/startup.jl, or leave no HOME in the image that only its owner may enter (such as ENV HOME=/root): without one, Docker gives an unknown user HOME=/."
	},
	{
		pattern: /cannot read |could not be opened/,
		cause: "This user cannot read the compiled files or the packages.",
		remedy: "Make Julia, the depot and the project readable by everyone: RUN chmod -R a+rX on their folders, as their owner and before USER."
	},
	{
		pattern: /permission denied|EACCES|read-only file system/i,
		cause: "The package reads or writes a file while it is loaded, and this user may not.",
		remedy: "Let it do that when it is used, or in a folder that everyone can use: a user that the image does not know can write neither to HOME nor to the first depot."
	},
	{
		pattern: /__precompile__\(false\)/,
		cause: "The package forbids that it is compiled beforehand, so every start compiles it.",
		remedy: "Remove __precompile__(false) from it, or do without the package."
	},
	{
		pattern: /Invalid CPU name|CPU targets specified|^(?:ERROR: )?Unable to find compatible target/,
		cause: "Julia does not know this CPU, or its own system image has no code for it.",
		remedy: "Name CPUs in verify-cpus that `julia -C help` prints, such as generic or haswell."
	},
	{
		pattern: /Rejecting this target|compatible target|target mismatch|can't be loaded on this target|Image Targets/,
		cause: "It holds no native code that this CPU can run: the CPU target list has no entry for it.",
		remedy: "Begin cpu-target with generic (auto does), or leave this CPU out of verify-cpus if the image is never to run on one."
	},
	{
		pattern: /depot bundled with Julia, .*, is not in the depot path/,
		cause: "JULIA_DEPOT_PATH has no empty entry, so that the depot bundled with Julia, with its compiled standard libraries, is not searched.",
		remedy: "Put a colon at one end of JULIA_DEPOT_PATH, as in :/opt/julia/depot."
	},
	{
		pattern: /\bmtime\b.* has changed|mtime of include_dependency/,
		cause: "The time of a source file is not the one that it had when the package was compiled; Julia 1.10 and older compare times.",
		remedy: "Change no file after it was compiled: no touch, git checkout, sed or COPY over it in a later step. A package that writes into its own folder while it is loaded or built does it, too."
	},
	{
		pattern: /file size of .* has changed|hash of .* has changed/,
		cause: "The content of a source file is not the one that was compiled.",
		remedy: "Change no file after it was compiled, and compile after everything that writes sources."
	},
	{
		pattern: /because it is for file .* not file /,
		cause: "The package was compiled at another path: path packages and the project belong to theirs.",
		remedy: "Compile where the image has it: JULIA_PROJECT and the project folder have to be the same then and now."
	},
	{
		pattern: /uuid mapping for .* has changed/,
		cause: "The manifest or project of the image is not the one that was compiled.",
		remedy: "Compile the manifest that the image has, and change neither afterwards."
	},
	{
		pattern: /preferences hash/,
		cause: "The preferences of the package are others than when it was compiled.",
		remedy: "Have the same LocalPreferences.toml and [preferences] in the build and in the image."
	},
	{
		pattern: /cache header|different julia version|module (?:Core|Base)\b.* is already loaded/,
		cause: "It was compiled by another build of Julia.",
		remedy: "Have the Julia in the image that compiled its depot: the julia first on the PATH is the one that counts."
	},
	{
		pattern: /invalid checksum|Deserialization checks failed|since pkgimage .* was not found/,
		cause: "A compiled file is damaged or half there.",
		remedy: "Copy the depot as a whole, .ji and .so, and change nothing in it."
	},
	{
		pattern: /is already loaded and incompatible|wrong build_id|wrong uuid/,
		cause: "Two versions of a package meet: one that is loaded already, and the one that this was compiled with.",
		remedy: "See what loads a package first: startup.jl, another project in JULIA_LOAD_PATH, a system image of your own."
	},
	{
		pattern: /does not seem to be installed|is not installed, or not in the load path|dependency .* not found|does not exist|depot could not be resolved/,
		cause: "The package is not where Julia looks for it.",
		remedy: "Check in the image that JULIA_PROJECT is the project that was compiled, that JULIA_LOAD_PATH (if it is set) has @, that JULIA_DEPOT_PATH holds the depot, and that the manifest names the package."
	},
	{
		pattern: /no compiled file of /,
		cause: "Nothing in the depot path was compiled for the package.",
		remedy: "Check that JULIA_DEPOT_PATH of the image holds the depot with the compiled files, that compiled/ was copied with it, and that the package could be precompiled (a warning above says if not)."
	},
	{
		pattern: /desired build_id|is missing from the cache|failed to load from cache/,
		cause: "A package that this one was compiled with was compiled once more, so that the two do not fit.",
		remedy: "Compile all packages of the image in one go, and none of them again in a later step."
	},
	{
		pattern: /flags are mismatched|not available with flags|require usage of pkgimage/,
		cause: "Julia is started with other flags than those that the package was compiled with.",
		remedy: "Leave --check-bounds, -O, -g, --inline and --pkgimages at their defaults, also in what wraps julia in the image."
	}
];
/** The cause that Julia's words point to, with the words that show it. */
function findCause(words) {
	for (const cause of causes) {
		const shown = words.find((line) => cause.pattern.test(line));
		if (shown !== void 0) return {
			...cause,
			shown
		};
	}
}
const headlines = {
	uncompiled: (name) => `${name} would be compiled whenever it is loaded`,
	broken: (name) => `${name} cannot be loaded`,
	unstarted: () => "Julia does not start"
};
/**
* What the verify stage found, for the user to read: the package, as which CPU and user, Julia's reason and the usual
* cause with its remedy.
*
* @param event `error verify KIND NAME UID CPU PROJECT` of the stage
* @param words lines that the stage repeated of what Julia said
*/
function explainLoadFailure({ platform, text }, words) {
	const [, kind = "", name = "", uid = "", cpu = "", ...project] = text.split(" ");
	const headline = headlines[kind]?.(name) ?? text;
	const as = `as UID ${uid}${cpu === "native" ? "" : `, on a CPU like ${cpu}`}, in ${project.join(" ")}`;
	const found = findCause(words);
	const lines = words.filter((line) => line !== found?.shown);
	const shown = [...found === void 0 ? [] : [found.shown], ...lines.slice(-11)];
	return [
		`${platform}: the finished image does not pass: ${headline} (${as}). Julia says:`,
		...shown.map((line) => `  ${line}`),
		...found === void 0 ? [] : [`Usual cause: ${found.cause}`, `What to do: ${found.remedy}`],
		"Nothing was pushed, loaded or exported. The input verify: false leaves this check out."
	].join("\n");
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
	return events.filter(({ kind }) => kind === "error").map((error) => {
		const { platform, text } = error;
		const messages = events.filter((event) => event.kind === "message" && event.platform === platform).map((message) => message.text);
		if (text.startsWith("verify ")) return explainLoadFailure(error, messages);
		const [step = "", ...names] = text.split(" ");
		return [`${platform}: ${step === "precompile" && names.length > 0 && names[0] !== "" ? `precompiling ${names.join(", ")} failed` : ownWords[step] ?? text}. Julia says:`, ...messages.map((line) => `  ${line}`)].join("\n");
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
const isRecord$1 = (value) => typeof value === "object" && value !== null;
const list = (value) => Array.isArray(value) ? value.filter(isRecord$1) : [];
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
function parseJson(line) {
	if (!line.startsWith("{")) return void 0;
	try {
		const value = JSON.parse(line);
		return isRecord$1(value) ? value : void 0;
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
		const message = parseJson(line);
		if (message === void 0) {
			if (line.trim() !== "") words.push(line);
			return;
		}
		const told = list(message["vertexes"]).map(readVertex);
		told.forEach(noteStart);
		list(message["logs"]).forEach(readLog);
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
/** Texts so long that nobody reads them, such as annotations that are for programs. */
const shorten = (json) => json.replace(/"((?:[^"\\]|\\.){60})(?:[^"\\]|\\.){1000,}"/g, "\"$1…\"");
function showCommand({ log }, bake, args) {
	log.startGroup(`Bake definition: ${bake.title}`);
	log.info(`docker ${args.join(" ")}`);
	log.info(shorten(bakeFile(bake.definition)));
	log.endGroup();
}
async function readMetadata(file) {
	const text = await readFile(file, "utf8").catch(() => "{}");
	return JSON.parse(text);
}
const isRecord = (value) => typeof value === "object" && value !== null;
/** Digest of what a target gave, from its metadata; for an image of several platforms that of the index. */
function digestOf({ metadata }, target) {
	const told = metadata[target];
	const digest = isRecord(told) ? told["containerimage.digest"] : void 0;
	return typeof digest === "string" ? digest : void 0;
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
	const file = join(bake.folder, `${name}.json`);
	const metadataFile = join(bake.folder, `${name}-metadata.json`);
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
/** The first buildx whose bake asks for what it reads and writes (`--allow=fs.read=…`). */
const OLDEST_BUILDX = "0.18.0";
/** Output of a docker command, with what it said when docker is missing or the command fails. */
async function askDocker(args, deps) {
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
/**
* Makes sure that buildx is there and new enough.
*
* @throws {@link UserError} saying how to get one
*/
async function checkBuildx(deps) {
	const { out, error } = await askDocker(["buildx", "version"], deps);
	if (error !== void 0) throw new UserError(`docker buildx does not answer (${error}). julia-bake needs Docker with buildx: on a runner of your own install them, or add docker/setup-buildx-action before this step.`);
	const version = import_semver.default.coerce(out.split(/\s+/)[1] ?? "");
	if (version !== null && import_semver.default.lt(version, OLDEST_BUILDX)) throw new UserError(`docker buildx ${version.version} is too old: julia-bake needs ${OLDEST_BUILDX} or newer. docker/setup-buildx-action installs one.`);
}
/** buildx itself says so only once everything is built (`build/opt.go` of buildx, up to 0.38). */
function checkDriver(inspected, outputs) {
	const output = outputs.find((each) => /(^|,)push-by-digest=true(,|$)/i.test(each));
	if (output === void 0 || !/^Driver:\s*docker\s*$/m.test(inspected)) return;
	throw new UserError(`outputs: "${output}": the engine's own builder (driver "docker") cannot push by digest. Add docker/setup-buildx-action before this step, or name a builder of another driver in "builder".`);
}
/**
* Makes sure that buildx is there, and that its builder runs every platform and can do what the outputs ask for,
* before any work.
*
* @returns the builder's own platform, the first that buildx lists: it runs there without emulation
* @throws {@link UserError} saying what is missing and how to get it
*/
async function checkBuilder({ platforms, builder, outputs }, deps) {
	await checkBuildx(deps);
	const { out, error } = await askDocker([
		"buildx",
		"inspect",
		"--bootstrap",
		...builder ? [builder] : []
	], deps);
	if (error !== void 0) throw new UserError(`The builder ${builder ? `"${builder}" ` : ""}does not start: ${error}. Check that Docker runs (docker info), or create a builder with docker/setup-buildx-action.`);
	checkDriver(out, outputs);
	const able = parsePlatforms(out);
	const missing = platforms.filter(({ name }) => !able.includes(name)).map(({ name }) => name);
	if (missing.length > 0) throw new UserError(`platforms: the builder cannot run ${missing.join(", ")} (it runs ${able.join(", ") || "nothing"}). Add docker/setup-qemu-action before this step, or build that platform on a native runner, such as ubuntu-24.04-arm for linux/arm64.`);
	return able[0] ?? "";
}

// src/bake/image-definition.ts
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
		const file = join(folder, `secret-${index}`);
		await writeFile(file, secret.slice(at + 1), { mode: 384 });
		return `id=${secret.slice(0, at)},src=${file}`;
	}));
}

// src/bake/verify-definition.ts
/** Whether a definition's image leaves the builder: is pushed, loaded or written somewhere. */
const isExported = ({ target }) => target["image"]?.output !== void 0;
/**
* The bake that shows that an image loads without compiling, from the definition of the image's own bake: builds the
* same image and exports nothing of it, so that the image's own bake afterwards finds everything in the builder's
* cache. An image that is not exported at all is left as it is, and needs no other bake.
*
* @param plan folder of the plan that the stage's script reads
*/
function verifyDefinition(definition, plan) {
	const { image } = definition.target;
	if (image === void 0) return definition;
	const { output, ...unexported } = image;
	const { platforms, network, "no-cache": noCache } = image;
	const verify = {
		context: plan,
		dockerfile,
		target: "verify",
		platforms,
		contexts: {
			"finished-image": "target:image",
			plan,
			scripts
		},
		output: ["type=cacheonly"],
		attest: withoutAttestations,
		...network === void 0 ? {} : { network },
		...noCache === void 0 ? {} : { "no-cache": noCache }
	};
	return {
		group: { default: { targets: output === void 0 ? ["image", "verify"] : ["verify"] } },
		target: {
			...definition.target,
			image: output === void 0 ? image : {
				...unexported,
				tags: [],
				attest: withoutAttestations
			},
			verify
		}
	};
}
/** The image's own bake after {@link verifyDefinition}: of what was verified nothing is built again. */
function exportDefinition(definition) {
	const { image } = definition.target;
	if (image === void 0) return definition;
	return {
		...definition,
		target: {
			...definition.target,
			image: {
				...image,
				"no-cache": false
			}
		}
	};
}

export { UserError, askDocker, checkBuilder, checkBuildx, cpusToVerify, depotDefinition, depotTarget, digestOf, exportDefinition, fetchReleases, findDistribution, hasDistribution, imageDefinition, isExported, messageOf, parseCpuTarget, parsePlatform, provideDistribution, readInputs, realDeps, resolveDefinition, resolveTarget, resolveVersion, runBake, secretSpecs, splitList, table, verifyDefinition, writeOutputs, writeSummary };