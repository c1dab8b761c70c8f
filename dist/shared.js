import { __toESM } from "./rolldown-runtime.js";
import { $a, Ba, Io, Sa, T, TomlDate, TomlError, cache_exports, core_exports, endGroup, getExecOutput, getInput, ho, info, parse as parse$1, qs, require_semver, require_tar_stream, setOutput, startGroup, stringify, summary, tool_cache_exports } from "./vendor.js";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join as join$2, relative, resolve, sep } from "node:path";
import { createReadStream, createWriteStream, existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";

// src/errors.ts
/**
* A mistake that the user can mend: what was wrong, what is allowed, what to do. Its message is printed
* as it is, without a stack.
*/
var UserError = class extends Error {
	name = "UserError";
	/** Where the mistake is, if that is one place in a file; lines are counted from 1. */
	place;
	constructor(message, place) {
		super(message);
		this.place = place;
	}
};
/** The message of anything that was thrown. */
const messageOf = (error) => error instanceof Error ? error.message : String(error);

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
const number$2 = String.raw`v?(\d+)(?:\.(\d+))?(?:\.(\d+))?`;
const semver$5 = new RegExp(`^([~^]?)${number$2}$`);
const inequality$1 = new RegExp(String.raw`^(≥|>=|=|<)\s*v?${number$2}$`);
const hyphen$1 = new RegExp(String.raw`^${number$2}\s+-\s+${number$2}$`);
/**
* Reads a `[compat]` value such as `0.5, ^1.2, ~1.3.1, >= 2, 3.1 - 4`.
*
* The rules are Pkg's (https://pkgdocs.julialang.org/v1/compatibility/): caret by default, a comma means "or".
*
* @returns `undefined` for what Pkg cannot read
*/
function parseCompat(spec) {
	const ranges = spec.split(",").map((part) => parseRange(part.trim()));
	return ranges.every((range) => range !== void 0) ? join$1(ranges) : void 0;
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
	const [, kind, ...numbers] = semver$5.exec(text) ?? [];
	if (kind !== void 0) return kind === "~" ? tilde(bound(numbers)) : caret(bound(numbers));
	const [, sign, ...limits] = inequality$1.exec(text) ?? [];
	if (sign !== void 0) return compared(sign, full(bound(limits)));
	const match = hyphen$1.exec(text);
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
function join$1(ranges) {
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
		return parse$1(text, { integersAsBigInt: true });
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		const reason = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
		throw new UserError(`${file}:${error.line}:${error.column}: this is not TOML: ${reason}. Mend that line, or restore the file from Git.\n${error.codeblock.trimEnd()}`, {
			file,
			line: error.line
		});
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
	throw new UserError(`project: ${project.file} and ${manifest.file} disagree:\n` + disagreements.map((text) => `- ${text}\n`).join("") + "Run `julia --project -e \"using Pkg; Pkg.resolve()\"` in that project and commit the manifest.", {
		file: manifest.file,
		line: 1
	});
}
/** What a manifest lacks or has otherwise than its project and its path packages say. */
function findDisagreements({ project, manifest, pathPackages }) {
	const byUuid = new Map(manifest.entries.map((entry) => [entry.uuid, entry]));
	const direct = Object.entries(project.deps).flatMap(([name, uuid]) => {
		const entry = byUuid.get(uuid);
		if (entry?.name !== name) return [missing$1(name, uuid, manifest)];
		return [...outsideCompat(project, entry), ...otherSource(project, entry)];
	});
	const inner = Object.values(pathPackages).flatMap((found) => {
		const entry = byUuid.get(found.uuid);
		return entry === void 0 ? [] : otherPackage(found, entry);
	});
	return [...direct, ...inner];
}
function missing$1(name, uuid, { entries }) {
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
	throw new UserError(`${file}: Julia ${juliaVersion} reads manifests of format 1.0 only, but this one has format ${format}. Choose a \`julia-version\` of 1.6.2 or later, or resolve the project with the Julia that is to run it.`, {
		file,
		line: 1
	});
}
/** A package's entry in a manifest of any format. */
const entryKeys = (name) => [["deps", name], [name]];
/** What Pkg warns about, and what it cannot do in a container. */
function findWarnings({ project, workspaces, manifest }, juliaVersion) {
	const warnings = manifest.warnings.map((message) => ({
		message,
		title: "Newer manifest format",
		file: manifest.file,
		keys: [["manifest_format"]]
	}));
	const [running, resolved] = [parseVersion(juliaVersion), parseVersion(manifest.juliaVersion ?? "")];
	if (running && resolved && (running[0] !== resolved[0] || running[1] !== resolved[1])) warnings.push({
		message: `${manifest.file} was resolved with Julia ${manifest.juliaVersion ?? ""}, but ${juliaVersion} is to run it. Unexpected behaviour may occur.`,
		title: "Manifest of another Julia",
		file: manifest.file,
		keys: [["julia_version"]]
	});
	const julia = project.compat["julia"];
	if (julia !== void 0 && running && !isCompatible(juliaVersion, parseCompat(julia) ?? [])) warnings.push({
		message: `${project.file}: [compat] allows julia = "${julia}", but ${juliaVersion} is to run it.`,
		title: "Julia outside [compat]",
		file: project.file,
		keys: [["compat", "julia"]]
	});
	if (!(workspaces.length > 0 || project.workspace.length > 0) && manifest.projectHash !== void 0 && !isResolveHash(manifest.projectHash, project)) warnings.push({
		message: `The dependencies or compat entries of ${project.file} have changed since ${manifest.file} was resolved. Run \`Pkg.resolve()\`, or \`Pkg.update()\` if needed.`,
		title: "Manifest older than its project",
		file: manifest.file,
		keys: [["project_hash"]]
	});
	for (const { name, repoUrl } of manifest.entries) {
		if (repoUrl === void 0 || /^[a-z][a-z0-9+.-]*:|^[^/]+@[^/]+:/i.test(repoUrl)) continue;
		warnings.push({
			message: `${manifest.file}: \`${name}\` comes from the local repository ${repoUrl}, which a build cannot reach.`,
			title: "Package out of reach",
			file: manifest.file,
			keys: entryKeys(name)
		});
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
function textField(table, key, place) {
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
	const text = textField(table, key, place);
	if (text === void 0 || uuidForm.test(text)) return text?.toLowerCase();
	throw wrong(place, key, text, "a UUID such as \"7876af07-990d-54b4-ab0e-23690620f79a\"");
}
/** A version as Julia's `VersionNumber` reads it. */
function versionField(table, key, place) {
	const text = textField(table, key, place);
	if (text === void 0 || isVersion(text)) return text;
	throw wrong(place, key, text, "a version such as \"1.2.3\"");
}
/** A SHA-1 in hex, in lower case. */
function sha1Field(table, key, place) {
	const text = textField(table, key, place);
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
const remedy$2 = "Mend it; https://pkgdocs.julialang.org/v1/toml-files/ describes the format.";
/**
* Reads a Project.toml and refuses what Pkg refuses.
*
* @throws {@link UserError} with the file and the line of a syntax error or the field that is malformed
*/
function parseProject(text, file) {
	const raw = parseToml(text, file);
	const place = {
		file,
		remedy: remedy$2
	};
	const [deps, weakdeps] = [uuidsField(raw, "deps", place), uuidsField(raw, "weakdeps", place)];
	const both = (weak) => Object.fromEntries(Object.entries(deps).filter(([name, uuid]) => weakdeps[name] === uuid === weak));
	const project = {
		file,
		...present({
			name: textField(raw, "name", place),
			uuid: uuidField(raw, "uuid", place),
			version: versionField(raw, "version", place),
			manifest: textField(raw, "manifest", place),
			entryFile: textField(raw, "path", place) ?? textField(raw, "entryfile", place)
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
		const spec = textField(table, name, where) ?? "";
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
			path: textField(source, "path", where),
			url: textField(source, "url", where),
			rev: textField(source, "rev", where),
			subdir: textField(source, "subdir", where)
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
			path: textField(stanza, "path", place),
			repoUrl: textField(stanza, "repo-url", place),
			repoRev: textField(stanza, "repo-rev", place),
			repoSubdir: textField(stanza, "repo-subdir", place),
			entryFile: textField(stanza, "entryfile", place),
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
const remedy$1 = "Pkg cannot use this manifest either: restore it from Git, or delete it, run `Pkg.resolve()` and commit the new one.";
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
		remedy: remedy$1
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
			...present({ url: textField(registry, "url", where) })
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
	const plain = await recorded$1(await findManifest(project, [], ""));
	const asked = plain ?? await newestVersioned(dirname(project.file));
	if (asked === void 0) return void 0;
	return await recorded$1(await findManifest(project, [], asked)) ?? plain;
}
async function recorded$1(file) {
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
	return recorded$1(await firstFile(folder, [`JuliaManifest${suffix}`, `Manifest${suffix}`]));
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

// src/project/toml-line.ts
const names = (text) => [...text.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
const equal = (a, b) => a.length === b.length && a.every((name, at) => name === b[at]);
/**
* The line of a key or a table's header, counted from 1; of several tables with one name the first. What looks like one
* inside of a text with several lines is taken for one: project and manifest files have none.
*
* @returns nothing where there is no such key
*/
function lineOf(text, path) {
	let table = [];
	const at = text.split("\n").findIndex((line) => {
		const [, header] = /^\s*\[\[?([^\]]+)\]/.exec(line) ?? [];
		if (header !== void 0) {
			table = names(header);
			return equal(table, path);
		}
		const [, key] = /^\s*((?:"[^"]*"|'[^']*'|[\w.-])+)\s*=/.exec(line) ?? [];
		return key !== void 0 && equal([...table, ...names(key)], path);
	});
	return at < 0 ? void 0 : at + 1;
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
	const stanzas = entries.flatMap((entry) => [...writeEntry$1(entry, prefix, isList), ""]);
	return [
		...head,
		...stanzas,
		...registries.flatMap(writeRegistry)
	].join("\n");
}
function writeEntry$1(entry, prefix, isList) {
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
		["registries", entry.registries.length > 0 ? shorten$3(entry.registries) : void 0]
	].flatMap(([key, value]) => value === void 0 ? [] : [[key, value]]);
}
const writeTable = (name, table) => [
	"",
	`    [${name}]`,
	...sortedEntries(table).map(([key, value]) => `    ${assign(key, typeof value === "string" ? value : shorten$3(value))}`)
];
const writeRegistry = ({ id, uuid, url }) => [
	`[registries.${writeKey(id)}]`,
	...url === void 0 ? [] : [assign("url", url)],
	assign("uuid", uuid),
	""
];
/** A single text stands for a list of one, which is what older versions of Pkg expect. */
const shorten$3 = (texts) => texts.length === 1 ? texts.join("") : texts;
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

// src/json.ts
const isRecord = (value) => typeof value === "object" && value !== null;
/** The value of a JSON text; nothing for a text that is none. */
function parseJson$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
/** The objects of a JSON array; none for anything else. */
const records = (value) => Array.isArray(value) ? value.filter(isRecord) : [];
/** A JSON object's field if it is an object itself, else an empty one. */
function recordAt(value, name) {
	const field = isRecord(value) ? value[name] : void 0;
	return isRecord(field) ? field : {};
}
/** A JSON object's field if it is a text with something in it. */
function textAt(value, name) {
	const field = isRecord(value) ? value[name] : void 0;
	return typeof field === "string" && field !== "" ? field : void 0;
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
const areAll = (value, is) => Array.isArray(value) && value.every(is);
const isText = (value) => typeof value === "string";
const have = (record, keys, type) => keys.every((key) => typeof record[key] === type);
const isHashTree = (value) => isRecord(value) && value["format"] === 2 && have(value, ["juliaVersion", "rootHash"], "string") && areAll(value["nodes"], isNode) && areAll(value["extensions"], isExtension);
const isNode = (value) => isRecord(value) && have(value, [
	"uuid",
	"name",
	"source",
	"preferences",
	"hash"
], "string") && have(value, ["stdlib", "immutable"], "boolean") && ["string", "undefined"].includes(typeof value["version"]) && areAll(value["dependencies"], isText);
const isExtension = (value) => isRecord(value) && have(value, [
	"name",
	"parent",
	"hash"
], "string") && have(value, ["stdlib", "immutable"], "boolean") && areAll(value["triggers"], isText);

// src/annotation.ts
function findLine({ file, line, keys = [] }) {
	if (line !== void 0 || keys.length === 0) return line;
	try {
		const text = readFileSync(file, "utf8");
		return keys.map((key) => lineOf(text, key)).find((found) => found !== void 0);
	} catch {
		return;
	}
}
/**
* Properties of an annotation. GitHub wants paths inside the checkout, relative to it; for any other file the annotation
* has no place.
*
* @param title a few words
*/
function annotationAt(env, title, place) {
	const workspace = env["GITHUB_WORKSPACE"];
	if (!workspace || place === void 0) return { title };
	const file = relative(workspace, place.file);
	if (file === "" || file.startsWith(`..${sep}`) || isAbsolute(file)) return { title };
	const startLine = findLine(place);
	return {
		title,
		file: file.split(sep).join("/"),
		...startLine === void 0 ? {} : { startLine }
	};
}

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
/**
* For machines that all have what each of some CPUs takes: leaves out all of these but the last in the list, which
* then stands alone and takes over what was said of its base, since a variation of what is not there is none.
*
* @param names CPUs whose code every machine runs
*/
function raiseFloor(list, names) {
	const covered = list.flatMap(({ name }, index) => index > 0 && names.includes(name) ? [index] : []);
	const floor = covered.at(-1);
	if (floor === void 0) return {
		kept: list,
		left: []
	};
	const isLeft = (index) => covered.includes(index) && index !== floor;
	const newIndex = (index) => index - covered.filter((each) => isLeft(each) && each < index).length;
	const rebase = (target, index) => {
		const { base, ...alone } = target;
		if (base === void 0 || !isLeft(base) && index !== floor) return base === void 0 ? target : {
			...target,
			base: newIndex(base)
		};
		if (index > floor) return {
			...alone,
			base: newIndex(floor)
		};
		const flags = basesOf(target, list).flatMap((each) => list[each]?.flags ?? []);
		return {
			...alone,
			flags: [.../* @__PURE__ */ new Set([...alone.flags, ...flags])].sort()
		};
	};
	return {
		kept: list.map(rebase).filter((_, index) => !isLeft(index)),
		left: list.filter((_, index) => isLeft(index))
	};
}

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
const rows$2 = [
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
	return rows$2.find((row) => row.arch === platform.arch && (row.from === void 0 || !isBefore(version, row.from)) && (row.before === void 0 || isBefore(version, row.before)))?.list;
}
/** Name of the entry to precompile for modern machines where each target costs a pass. */
const modernName = (platform) => modernNames[platform.arch];
/**
* CPUs whose features every machine of a buildx variant has, as far as the official lists name them, the best last
* (https://gitlab.com/x86-psABIs/x86-64-ABI, levels of x86-64).
*/
const covered = {
	"amd64/v3": ["sandybridge", "haswell"],
	"amd64/v4": [
		"sandybridge",
		"haswell",
		"x86-64-v4"
	]
};
/** CPUs of which a platform's machines run only the last: they all have what it takes. */
const coveredNames = ({ arch, variant }) => covered[`${arch}/${variant ?? ""}`] ?? [];

// src/julia/cpu-names.ts
const words$1 = (text) => text.trim().split(/\s+/);
/** Intel's and AMD's CPUs, and the other names that Julia takes for some of them. */
const x86Cpus = words$1(`
  generic native atom bonnell slm silvermont glm goldmont goldmont-plus tremont core2 yonah prescott nocona penryn
  corei7 nehalem westmere corei7-avx sandybridge core-avx-i ivybridge core-avx2 haswell broadwell skylake knl knm skx
  skylake-avx512 cascadelake cooperlake cannonlake icelake-client icelake-server tigerlake alderlake sapphirerapids
  athlon64 athlon-fx k8 opteron athlon64-sse3 k8-sse3 opteron-sse3 amdfam10 barcelona btver1 btver2
  bdver1 bdver2 bdver3 bdver4 znver1 znver2 znver3 znver4`);
/** Both 32 and 64 bits. */
const armCpus = words$1(`
  generic native armv8.1-a armv8.2-a armv8.4-a armv8.5-a armv8.6_a cortex-a35 cortex-a53 cortex-a55 cortex-a57
  cortex-a72 cortex-a73 cortex-a75 cortex-a76 cortex-a76ae cortex-a77 cortex-a78 cortex-x1 neoverse-n1 neoverse-v1
  neoverse-n2 denver1 denver2 xgene1 xgene2 xgene3 kyro falkor saphira exynos-m1 exynos-m2 exynos-m3 exynos-m4
  exynos-m5 apple-a7`);
/**
* CPU names that any Julia from 1.9 to 1.13 has in its own tables (`cpus` and `normalize_cpu_name` in
* https://github.com/JuliaLang/julia/blob/v1.12.0/src/processor_x86.cpp and processor_arm.cpp). Where Julia has no
* table (ppc64le) every name is LLVM's.
*/
const cpus = {
	amd64: [
		...x86Cpus,
		"x86-64",
		"x86_64"
	],
	"386": [
		...x86Cpus,
		"pentium4",
		"i686"
	],
	arm64: [...armCpus, ...words$1(`
      armv8.3_a cortex-a34 cortex-a65 cortex-a65ae neoverse-e1 thunderx thunderxt88 thunderxt88p1 thunderxt81
      thunderxt83 thunderx2t99 thunderx2t99p1 octeontx2 octeontx2t98 octeontx2t96 octeontx2f95 octeontx2f95n
      octeontx2f95mm a64fx tsv110 phecda carmel apple-a8 apple-a9 apple-a10 apple-a11 apple-a12 apple-a13 apple-a14
      apple-a15 apple-a16 apple-a17 apple-m1 apple-m2 apple-m3 apple-m4 apple-s4 apple-s5 thunderx3t110`)],
	arm: [...armCpus, ...words$1(`
      mpcore arm1136jf-s arm1156t2f-s arm1176jzf-s armv7-a armv7-r armv8-a armv8-r armv8.3-a cortex-a5 cortex-a7
      cortex-a8 cortex-a9 cortex-a12 cortex-a15 cortex-a17 cortex-a32 cortex-r4 cortex-r5 cortex-r7 cortex-r8
      cortex-r52 scorpion krait swift pj4 3735d`)]
};
const x86Features = words$1(`
  sse3 pclmul ssse3 fma cx16 sse4.1 sse4.2 movbe popcnt aes xsave avx f16c rdrnd fsgsbase bmi avx2 bmi2 rtm avx512f
  avx512dq rdseed adx avx512ifma clflushopt clwb avx512pf avx512er avx512cd sha avx512bw avx512vl prefetchwt1
  avx512vbmi pku waitpkg avx512vbmi2 shstk gfni vaes vpclmulqdq avx512vnni avx512bitalg avx512vpopcntdq rdpid cldemote
  movdiri movdir64b enqcmd uintr avx512vp2intersect serialize tsxldtrk pconfig amx-bf16 avx512fp16 amx-tile amx-int8
  sahf lzcnt sse4a prfchw xop lwp fma4 tbm mwaitx xsaveopt xsavec xsaves clzero wbnoinvd avxvnni avx512bf16 ptwrite`);
/**
* Features that Julia knows and asks a machine for (`JL_FEATURE_DEF` in
* https://github.com/JuliaLang/julia/blob/v1.12.0/src/features_x86.h, features_aarch64.h and features_aarch32.h).
*/
const features = {
	amd64: x86Features,
	"386": x86Features,
	arm64: words$1(`
    aes sha2 crc lse fullfp16 rdm jsconv complxnum rcpc ccpp sha3 sm4 dotprod sve fp16fml dit rcpc-immo flagm ssbs sb
    pauth ccdp sve2 sve2-aes sve2-bitperm sve2-sha3 sve2-sm4 altnzcv fptoint f32mm f64mm i8mm bf16 rand bti mte fpac
    v8_1a v8_2a v8_3a v8_4a v8_5a v8_6a`),
	arm: words$1(`
    neon vfp3 vfp4 hwdiv-arm hwdiv d32 crypto crc aclass rclass mclass v7 v8 v8_1a v8_2a v8_3a v8_4a v8_5a v8_6a
    v8_m_main`)
};
/** The first version whose CPU tables are LLVM's own (FACTS §2). */
const firstWithLlvmNames = "1.14.0-0";
/** What to write instead of a name that people know from elsewhere: the next CPU below it that Julia knows. */
const known$2 = {
	"x86-64-v2": "nehalem",
	"x86-64-v3": "haswell",
	"x86-64-v4": "skylake-avx512",
	"neoverse-512tvb": "neoverse-v1",
	"neoverse-v2": "neoverse-v1"
};
/** Name of the CPU that Julia knows for one that it does not know. */
const knownNameFor = (name) => known$2[name];
/** Whether a Julia has no entry for a CPU name, so that it can never choose code for it (FACTS §2). */
function isUnknownName(name, version, platform) {
	if (!isBefore(version, firstWithLlvmNames)) return false;
	return cpus[platform.arch]?.includes(name) === false;
}
/**
* Whether a Julia has no entry for a feature: it hands it on to LLVM and does not ask a machine whether it has it.
*
* @param feature with or without its sign
*/
function isUnknownFeature(feature, version, platform) {
	if (!isBefore(version, firstWithLlvmNames)) return false;
	return features[platform.arch]?.includes(feature.replace(/^[+-]/, "")) === false;
}

// src/julia/cpu-choice.ts
const more = (than, features, family) => ({
	features: /* @__PURE__ */ new Set([...than?.features ?? [], ...features.split(" ")]),
	...family === void 0 ? {} : { family }
});
const nehalem = more(void 0, "cx16 sse3 ssse3 sse4.1 sse4.2 popcnt sahf", "Before Sandy Bridge (no AVX)");
const sandybridge = more(nehalem, "aes pclmul avx xsave", "Sandy Bridge, Ivy Bridge (AVX)");
const haswell = more(sandybridge, "f16c fsgsbase avx2 bmi bmi2 fma lzcnt movbe", "Haswell and later, AMD Zen (AVX2)");
const skylake = more(haswell, "adx prfchw xsavec xsaves clflushopt");
const avx512 = "avx512f avx512cd avx512dq avx512bw avx512vl pku clwb";
const cortexA57 = more(void 0, "crc", "Cortex-A53 to A73 (Raspberry Pi 4, Graviton 1)");
const thunderx2 = more(cortexA57, "lse rdm aes sha2", "ThunderX2");
const carmel = more(thunderx2, "ccpp fullfp16");
const neoverseN1 = more(carmel, "dotprod rcpc ssbs", "Neoverse N1, V1 (Graviton 2, Graviton 3, Ampere Altra)");
const appleM1 = more(neoverseN1, "jsconv complxnum dit rcpc-immo flagm sb ccdp altnzcv fptoint fp16fml sha3", "Apple M1 and later");
/**
* CPUs by Julia's name, older ones first, with what Julia's tables say that they have (`Feature` in
* src/processor_x86.cpp and processor_arm.cpp) without what it does not look at (rdrnd, rdseed, rtm, xsaveopt).
* Those with a family are what the summary tells of.
*/
const models = {
	amd64: {
		generic: more(void 0, "cx16"),
		nehalem,
		sandybridge,
		haswell,
		skylake,
		"skylake-avx512": more(skylake, avx512, "Skylake-X, Ice Lake, Sapphire Rapids, AMD Zen 4 (AVX-512)"),
		"x86-64-v4": more(haswell, avx512.replace(" pku clwb", ""))
	},
	arm64: {
		generic: { features: /* @__PURE__ */ new Set() },
		"cortex-a57": cortexA57,
		thunderx2t99: thunderx2,
		carmel,
		"neoverse-n1": neoverseN1,
		"apple-m1": appleM1
	}
};
/** Julia's words for the least that its architecture has. */
const plainName$1 = (name) => [
	"x86-64",
	"x86_64",
	"pentium4",
	"i686"
].includes(name) ? "generic" : name;
const unseen = [
	"rdrnd",
	"rdseed",
	"rtm",
	"xsaveopt"
];
/** What a target's code takes; nothing where it is not known here. */
function needsOf({ name, features }, arch) {
	const model = models[arch]?.[name];
	if (model === void 0) return void 0;
	const needs = new Set(model.features);
	for (const feature of features) if (feature.startsWith("-")) needs.delete(feature.slice(1));
	else if (!unseen.includes(feature)) needs.add(feature);
	return needs;
}
const vectorBytes = (needs) => needs.has("avx512f") ? 64 : needs.has("avx") ? 32 : 16;
/** What a platform's files hold, as entries; unknown names hold code that is never chosen (FACTS §2). */
function entriesOf({ version, platform, passes, inside }) {
	const lists = passes.every((pass) => pass !== "" && pass !== "sysimage") ? passes : [inside?.join(";") ?? ""].filter((list) => list !== "");
	const known = inside?.map(plainName$1);
	return lists.flatMap(parseTargetList).filter(({ name }) => name === "native" || known?.includes(plainName$1(name)) !== false).filter(({ name }) => !isUnknownName(name, version, platform));
}
/**
* Which code Julia takes on each family of CPUs, and on each CPU that the targets name beyond these. Of what a machine
* has all the features for, an exact name wins, then wider vectors, then more features (FACTS §2); of several passes
* the last.
*
* @returns nothing where the files hold no native code, or for an architecture that nothing is known of
*/
function chooseByFamily(compiled) {
	const { arch } = compiled.platform;
	const entries = entriesOf(compiled);
	const all = models[arch];
	if (all === void 0 || entries.length === 0) return [];
	const rule = {
		arch,
		takesLast: compiled.passes.length > 1
	};
	const families = Object.entries(all).flatMap(([cpu, { family, features }]) => {
		if (family === void 0) return [];
		const target = chooseFor({
			cpu,
			features
		}, entries, rule);
		return [{
			family,
			...target === void 0 ? {} : { target }
		}];
	});
	const own = [...new Set(entries.map(({ name }) => name).filter((name) => all[name] === void 0))].map((name) => ({
		family: name === "native" ? "The builder's own CPU" : name,
		target: name
	}));
	return [...families, ...own];
}
function chooseFor(host, entries, { arch, takesLast }) {
	const fitting = entries.flatMap((entry) => {
		const needs = needsOf(entry, arch);
		return needs !== void 0 && [...needs].every((each) => host.features.has(each)) ? [{
			name: entry.name,
			needs
		}] : [];
	});
	if (takesLast) return fitting.at(-1)?.name;
	const exact = fitting.find(({ name }) => name === host.cpu);
	const best = [...fitting].sort((a, b) => vectorBytes(b.needs) - vectorBytes(a.needs) || b.needs.size - a.needs.size);
	return (exact ?? best[0])?.name;
}

// src/julia/compat.ts
const number$1 = String.raw`v?(\d+(?:\.\d+){0,2})`;
const simple = new RegExp(`^([~^]?)${number$1}$`);
const inequality = new RegExp(String.raw`^(≥|>=|=|<)\s*${number$1}$`);
const hyphen = new RegExp(String.raw`^${number$1}\s+-\s+${number$1}$`);
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
	"amd64/v1": "amd64",
	i386: "386",
	i686: "386",
	arm: "arm/v7",
	armhf: "arm/v7"
};
/** Variants that buildx knows beside an architecture of its own right. */
const variants = { amd64: [
	"v2",
	"v3",
	"v4"
] };
const known$1 = [
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
	const isVariant = variant === void 0 || variants[arch]?.includes(variant) === true;
	const triplet = triplets[`${arch}/${variant ?? ""}`] ?? (isVariant ? triplets[arch] : void 0);
	if (os !== "linux" || triplet === void 0 || rest.length > 2) throw new UserError(`platforms: "${text}" is not a platform that Julia is built for. Allowed: ${known$1.join(", ")} and linux/amd64/v2, v3, v4.`);
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

// src/julia/cpu-check.ts
const namesOf = (names) => [...new Set(names)].join(", ");
const unknownNames = (list, { version, platform }) => list.map(({ name }) => name).filter((name) => isUnknownName(name, version, platform));
/** ` For x86-64-v3 write haswell.`: what Julia knows instead. */
function adviceFor(names) {
	const pairs = [...new Set(names)].flatMap((name) => {
		const known = knownNameFor(name);
		return known === void 0 ? [] : [`for ${name} write ${known}`];
	});
	return pairs.length === 0 ? "" : ` ${pairs.join(", ").replace(/^f/, "F")}.`;
}
/**
* A list of unknown names only would run on every machine and crash there (FACTS §2).
*
* @throws {@link UserError} that names the CPUs that Julia knows instead
*/
function refuseUnknownOnly(list, machine) {
	const unknown = unknownNames(list, machine);
	if (unknown.length < list.length) return;
	const { version, platform } = machine;
	throw new UserError(`cpu-target: Julia ${version} knows no CPU called ${namesOf(unknown)} (${platform.name}). It would run such code on every machine and crash where instructions are missing.${adviceFor(unknown)} Put generic first, and name CPUs that \`julia -C help\` prints.`);
}
/** What of a list is compiled for nothing, or will not be taken where it is meant to. */
function warningsFor(list, machine) {
	return [
		...unknownNameWarnings(list, machine),
		...featureWarnings(list, machine),
		...orderWarnings(list, machine)
	];
}
function unknownNameWarnings(list, machine) {
	const unknown = unknownNames(list, machine);
	if (unknown.length === 0) return [];
	const { version, platform } = machine;
	return [`cpu-target: Julia ${version} knows no CPU called ${namesOf(unknown)}: code for it is compiled and never chosen on ${platform.name}.${adviceFor(unknown)}`];
}
function featureWarnings(list, { version, platform }) {
	const unknown = list.flatMap(({ name, features }) => features.filter((feature) => isUnknownFeature(feature, version, platform)).map((feature) => `${feature} of ${name}`));
	if (unknown.length === 0) return [];
	return [`cpu-target: Julia ${version} knows no feature ${namesOf(unknown)} (${platform.name}): it hands it on to the compiler, does not ask whether a machine has it, and may crash on one that has not. Check how it is written (sse4.2, avx512f), or leave it out.`];
}
function orderWarnings(list, { platform }) {
	const generic = list.findIndex(({ name }) => name === "generic");
	if (generic < 0 && list.some(({ name }) => name === "native")) return [`cpu-target: native ties the image for ${platform.name} to the CPU that built it; other machines compile again at run time.`];
	if (generic === 0 || !["amd64", "arm64"].includes(platform.arch)) return [];
	const text = formatTargetList(list);
	return [generic > 0 ? `cpu-target: "${text}" has generic, but does not begin with it: precompiling needs a machine that has what its first CPU has. Put generic first.` : `cpu-target: "${text}" has no generic: machines that lack what its CPUs have compile again at run time. Begin it with generic.`];
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
	const { byPlatform, fallback } = input;
	const choice = byPlatform.get(platform.name) ?? byPlatform.get(`${platform.os}/${platform.arch}`) ?? fallback;
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
	const isUnknown = ({ name }) => isUnknownName(name, version, platform);
	const usable = leaveOut(parseTargetList(official ?? "generic"), isUnknown);
	const { kept, left } = raiseFloor(usable.kept, coveredNames(platform));
	const isUseful = (target) => target.name === modernName(platform);
	const passes = needsPasses(version) ? [...kept.slice(0, 1), ...kept.slice(1).filter(isUseful)].map(standAlone) : [formatTargetList(kept)];
	const notes = [
		...official === void 0 ? [nothingOfficial(machine)] : [],
		...usable.left.map((target) => leftOut(target, platform, `Julia ${version} has no such CPU in its tables and would never choose code for it`)),
		...left.map((target) => leftOut(target, platform, "Its machines all have more and would never choose code for it")),
		...passNotes(passes, machine)
	];
	return {
		list: formatTargetList(kept),
		passes,
		notes,
		warnings: []
	};
}
const leftOut = (target, { name }, reason) => `Left out of the official list for ${name}: "${formatTarget(target)}". ${reason}.`;
const needsPasses = (version) => isBefore(version, firstWithWholeList);
/** Of an unknown name Julia accepts the code on every host, which can crash there: it gets no pass (FACTS §2). */
const knownPasses = (list, { version, platform }) => [...new Set(list.filter((target) => !isUnknownName(target.name, version, platform)).map(standAlone))];
const nothingOfficial = ({ version, platform }) => `No CPU target list of an official Julia ${version} for ${platform.name} is known: "generic" is used.`;
const passNotes = (passes, { version, platform }) => needsPasses(version) ? [`Julia ${version} compiles only the first entry of a list into a cache (JuliaLang/julia#54471, mended in 1.11.2), so ${platform.name} is precompiled once for each of: ${passes.join(" ")}.`] : [];
/** Whether code is compiled for the CPU of the builder, whatever that is. */
const hasNative = ({ passes }) => passes.some((pass) => /(?:^|;)native(?:[,;]|$)/.test(pass));

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
		`Julia ${version} exists for: ${list(others.map((other) => other.name))}.`,
		`Nearest versions for ${platform.name}: ${list(nearest)}.`,
		`Set julia-version to one of these, or take ${platform.name} out of platforms.`
	].join(" "));
}
const hasBuild = (release, platform) => release.distributions.has(platform.triplet);
const list = (names) => names.join(", ") || "none";

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
		const { packets: all } = await Sa({ armoredSignature: asc });
		packets = all.filterByTag(T.packet.signature);
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
		const key = await $a({ armoredKey: armoured });
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
	if (packet.signatureType !== T.signature.binary) return bad("it is not a signature of a file");
	const list = new qs();
	list.push(packet);
	const stream = createReadStream(file);
	try {
		const result = await Io({
			message: await ho({ binary: Readable.toWeb(stream) }),
			signature: new Ba(list),
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
/**
* Name of the uncompressed tar whose entries are `usr/`, `usr/local/`, `usr/local/julia/…`. The Dockerfile asks for it
* by `TARGETARCH`, so that a builder's node reads no other's.
*/
const juliaTar = ({ arch }) => `julia-${arch}.tar`;
const tool = "julia-bake";
/** Raised when tars are checked or written in another way, so that older ones are not found. */
const layout = "v3";
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
	const file = juliaTar(platform);
	const kept = findKept(distribution, file, deps);
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
			file,
			name,
			distribution
		}, deps);
		const place = isNightly(distribution) ? folder : await keep({
			folder,
			file,
			distribution
		}, deps);
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
	const { folder, file, name, distribution } = job;
	const { size, url } = distribution;
	deps.log.info(`${name}: downloading ${url}${size === void 0 ? "" : ` (${megabytes(size)} MB)`}`);
	const download = await fetchFile(url, name, deps);
	try {
		await checkAuthenticity(download.file, job, deps);
		const part = join$2(folder, `${file}.part`);
		const facts = await repackJulia(download.file, part).catch(withAddress(name, url));
		const identity = isNightly(distribution) ? identifyNightly(facts, job) : identifyRelease(facts, job);
		await rename(part, join$2(folder, file));
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
function findKept(distribution, file, { tools, env }) {
	if (!canKeep(distribution, env)) return void 0;
	const folder = tools.find(tool, distribution.version, archOf(distribution));
	return folder !== "" && existsSync(join$2(folder, file)) ? folder : void 0;
}
/** The tool cache marks an entry complete last, so that no partial one is found. */
async function keep({ folder, file, distribution }, deps) {
	if (!canKeep(distribution, deps.env)) return folder;
	const { version } = distribution;
	const arch = archOf(distribution);
	let kept;
	try {
		kept = findKept(distribution, file, deps) ?? await deps.tools.cacheFile(join$2(folder, file), file, tool, version, arch);
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

// src/own-inputs.ts
/** Whether the images are those of the user's own bake definition. */
const hasBake = ({ files, targets, source }) => files.length > 0 || targets.length > 0 || source !== "";
/** Inputs that belong to one image, by name: in a bake definition its targets have them. */
const perImage = {
	tags: "tags",
	labels: "labels",
	annotations: "annotations",
	"build-args": "buildArgs",
	outputs: "outputs",
	"cache-from": "cacheFrom",
	"cache-to": "cacheTo"
};
/** How a field of bake's is called where it is not like the input. */
const fieldOf$1 = {
	"build-args": "args.NAME",
	outputs: "output"
};
function checkBakeInputs(own, image) {
	const wrong = Object.entries(perImage).find(([, name]) => image[name].length > 0)?.[0];
	if (wrong !== void 0) {
		const field = fieldOf$1[wrong] ?? wrong;
		throw new UserError(`${wrong}: belongs to one image, and files, targets and source name a bake definition, whose targets have their own. Write it there, or lay it over a target with set: "TARGET.${field}=…".`);
	}
	if (own.file !== "" || own.target !== "") throw new UserError(`${own.file === "" ? "target" : "file"}: "${own.file || own.target}" names one Dockerfile, and files, targets and source a bake definition. Use one of the two: the targets of a bake definition name their own Dockerfiles, and the input targets names those targets.`);
	if (own.source !== "" && own.source !== "." && !/^(https?:|git@|ssh:|git:)|\.git(#|$)/.test(own.source)) throw new UserError(`source: "${own.source}" is not where a bake definition can be. Allowed: "." for this checkout, or the URL of a Git repository, such as https://github.com/OWNER/NAME.git#main.`);
}
/**
* Checks that the inputs for a Dockerfile or bake definition of the user's own go together.
*
* @throws {@link UserError} naming the input that does not belong there, and what to use instead
*/
function checkOwnInputs(own, image, baseImage) {
	if (hasBake(own)) {
		checkBakeInputs(own, image);
		return;
	}
	if (own.set.length > 0) throw new UserError(`set: "${own.set[0] ?? ""}" is laid over a target of a bake definition, and there is none. Name it in files, or its targets in targets.`);
	if (own.file === "" && own.target !== "") throw new UserError(`target: "${own.target}" is a stage of a Dockerfile of your own, and there is none. Name that Dockerfile in file, or a target of a bake file in targets.`);
	if (baseImage.startsWith("target:")) throw new UserError(`base-image: "${baseImage}" is a target of a bake definition, and there is none. Name the bake file in files, or a base image.`);
	if (image.push && image.tags.length === 0 && image.outputs.length === 0) throw new UserError("push: \"true\" needs tags: name where the image goes, such as ghcr.io/OWNER/NAME:latest.");
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
	return {
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
		cacheFrom: lines("cache-from"),
		cacheTo: lines("cache-to"),
		noCache: readBoolean("no-cache"),
		pull: readBoolean("pull"),
		builder: getInput("builder")
	};
}
const readOwnInputs = () => ({
	file: getInput("file"),
	target: getInput("target"),
	files: splitList(getInput("files")),
	targets: splitList(getInput("targets")),
	set: lines("set"),
	source: getInput("source")
});
/**
* Reads the action's inputs from the environment that the runner set up.
*
* @throws {@link UserError} naming the input, its value and what is allowed
*/
function readInputs() {
	const projects = splitList(getInput("project"));
	const [image, own] = [readImageInputs(), readOwnInputs()];
	checkOwnInputs(own, image, getInput("base-image"));
	return {
		...image,
		...own,
		projects: projects.length > 0 ? projects : ["."],
		juliaVersion: getInput("julia-version"),
		platforms: readPlatforms(),
		cpuTarget: getInput("cpu-target"),
		baseImage: readBaseImage(),
		context: getInput("context"),
		dryRun: readBoolean("dry-run"),
		verify: readBoolean("verify"),
		verifyCpus: parseVerifyCpus(getInput("verify-cpus")),
		cache: readCacheMode(),
		cachePrefix: readCachePrefix(),
		cacheRepo: readCacheRepo(),
		juliaMirror: getInput("julia-mirror"),
		pkgServer: getInput("pkg-server"),
		registries: splitList(getInput("registries"))
	};
}

// src/report/blocks.ts
const heading = (text, level = 3) => ({
	kind: "heading",
	level,
	text
});
const text$3 = (text) => ({
	kind: "text",
	text
});
const details = (title, blocks) => ({
	kind: "details",
	title,
	blocks
});
const row = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
/** A table in Markdown. */
const table = (head, rows) => [
	row(head),
	row(head.map(() => "---")),
	...rows.map(row)
];
function markdownLines(block) {
	switch (block.kind) {
		case "heading": return [`${"#".repeat(block.level)} ${block.text}`];
		case "text": return [block.text];
		case "list": return block.items.map((item) => `- ${item}`);
		case "table": return table(block.head, block.rows);
		case "code": return [
			"````text",
			block.text,
			"````"
		];
		case "picture": return [
			"```mermaid",
			...block.mermaid,
			"```"
		];
		case "details": return [
			`<details><summary>${block.title}</summary>`,
			"",
			...join(block.blocks),
			"</details>"
		];
		case "alert": return [`> [!${block.level}]`, ...block.items.map((item) => `> - ${item}`)];
	}
}
/** With an empty line after each. */
const join = (blocks) => blocks.flatMap((block) => [...markdownLines(block), ""]);
/** Bytes that GitHub takes of one step's summary, with room for what others may add (1 MiB). */
const MOST_BYTES = 1024e3;
/**
* GitHub-flavoured Markdown. What GitHub would not take is shortened from the end, where the details are: one
* byte too many, and it shows nothing at all.
*
* @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
*/
function toMarkdown(blocks) {
	const kept = [...blocks];
	const size = () => Buffer.byteLength(join(kept).join("\n"));
	let dropped = 0;
	while (kept.length > 1 && size() > MOST_BYTES) {
		kept.pop();
		dropped += 1;
	}
	const note = text$3(`_${dropped} parts are left out, since GitHub takes no more: the report has everything._`);
	return join(dropped === 0 ? kept : [...kept, note]).join("\n");
}
/** Without marks of Markdown. */
const plain = (text) => text.replaceAll("<br>", ", ").replaceAll("**", "").replaceAll("`", "").replace(/<\/?\w+>/g, "");
function plainTable(rows) {
	const cells = rows.map((row) => row.map(plain));
	const width = (at) => Math.max(...cells.map((row) => row[at]?.length ?? 0));
	const line = (row) => row.map((cell, at) => cell.padEnd(width(at))).join("  ");
	return cells.map((row) => line(row).trimEnd());
}
function plainLines(block) {
	switch (block.kind) {
		case "heading": return [plain(block.text), (block.level === 2 ? "=" : "-").repeat(plain(block.text).length)];
		case "text": return [plain(block.text)];
		case "list":
		case "alert": return block.items.map((item) => `- ${plain(item)}`);
		case "table": return plainTable([block.head, ...block.rows]);
		case "code": return block.text.split("\n").map((line) => `  ${line}`);
		case "picture": return block.text;
		case "details": return [`${plain(block.title)}:`, ...block.blocks.flatMap(plainLines).map((line) => `  ${line}`)];
	}
}
/** The same for a log, where Markdown is noise. */
const toPlainText = (blocks) => blocks.flatMap((block) => [...plainLines(block), ""]).join("\n");

// src/report/live.ts
/** Seconds between two signs of life while a package compiles. */
const HEARTBEAT = 10;
const stepWords$1 = {
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
const line$1 = (platform, work, total, words) => {
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
	const tell = (platform, work, words) => log.info(line$1(platform, work, total(platform, work.stage), words));
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
		if (kind === "step" && stepWords$1[text] !== void 0) log.info(`${platform.padEnd(12)} ${stepWords$1[text]}`);
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

// src/report/keys.ts
/** A key with the reason for each of its parts. */
const explainKey = ({ platform, key, keyParts, restoredKey, saved }) => [
	text$3(`**${platform}** \`${key}\`${saved === void 0 ? "" : ` (${saved})`}`),
	...restoredKey !== void 0 && restoredKey !== key ? [text$3(`restored from \`${restoredKey}\``)] : [],
	{
		kind: "list",
		items: keyParts.map((part) => `\`${part.value}\`: ${part.reason}`)
	}
];
/** The cache keys of a run. */
const keys = ({ platforms }) => [details("Cache keys", platforms.flatMap(explainKey))];

// src/report/record.ts
/** Sum of what an image has beside its base; nothing where a part is not known. */
function sumUnpacked({ unpacked }) {
	const { julia, depot, project } = unpacked ?? {};
	return julia === void 0 || depot === void 0 || project === void 0 ? void 0 : julia + depot + project;
}
const sum$1 = (numbers) => numbers.reduce((total, each) => total + each, 0);
function paceOf({ packages, steps, base }) {
	const seconds = sum$1(packages.map((each) => each.seconds ?? 0));
	return steps === void 0 || seconds < 1 ? base?.pace : Math.min(1, steps.precompile / seconds);
}
/** A platform's record; what this run did not do anew is taken over from the last one. */
function makeRecord({ juliaVersion, commit, ref }, platform) {
	const { base, depotBytes, imageBytes, packages, app, verified = [] } = platform;
	const known = new Map(base?.packages.map((each) => [each.uuid, each.seconds]));
	const [unpackedBytes, pace] = [sumUnpacked(platform), paceOf(platform)];
	return {
		version: 1,
		juliaVersion,
		...commit === void 0 ? {} : { commit },
		...ref === void 0 ? {} : { ref },
		depotBytes,
		...imageBytes === void 0 ? {} : { imageBytes },
		...unpackedBytes === void 0 ? {} : { unpackedBytes },
		...pace === void 0 ? {} : { pace },
		packages: packages.map(({ uuid, name, version, seconds, bytes }) => {
			const last = seconds ?? known.get(uuid);
			return {
				uuid,
				name,
				...version ? { version } : {},
				...last === void 0 ? {} : { seconds: last },
				bytes
			};
		}),
		app: app.length > 0 ? app.map(({ name, seconds }) => ({
			name,
			seconds
		})) : base?.app ?? [],
		loads: verified.length > 0 ? verified.map(({ project, uid, cpu, seconds }) => ({
			project,
			uid,
			cpu,
			seconds
		})) : base?.loads ?? []
	};
}
const numberAt = (row, name) => {
	const value = row[name];
	return typeof value === "number" ? { [name]: value } : {};
};
const textOf = (row, name) => textAt(row, name) ?? "";
const optionalText = (row, name) => {
	const value = textAt(row, name);
	return value === void 0 ? {} : { [name]: value };
};
/** Reads a stored record; nothing for what is none, since it may be of any age. */
function parseRecord$1(json) {
	const value = parseJson$1(json);
	if (!isRecord(value) || value["version"] !== 1) return void 0;
	return {
		version: 1,
		juliaVersion: textOf(value, "juliaVersion"),
		...optionalText(value, "commit"),
		...optionalText(value, "ref"),
		depotBytes: numberAt(value, "depotBytes").depotBytes ?? 0,
		...numberAt(value, "imageBytes"),
		...numberAt(value, "unpackedBytes"),
		...numberAt(value, "pace"),
		packages: records(value["packages"]).map((row) => ({
			uuid: textOf(row, "uuid"),
			name: textOf(row, "name"),
			...optionalText(row, "version"),
			...numberAt(row, "seconds"),
			bytes: numberAt(row, "bytes").bytes ?? 0
		})),
		app: records(value["app"]).map((row) => ({
			name: textOf(row, "name"),
			seconds: numberAt(row, "seconds").seconds ?? 0
		})),
		loads: records(value["loads"]).map((row) => ({
			project: textOf(row, "project"),
			uid: textOf(row, "uid"),
			cpu: textOf(row, "cpu"),
			seconds: numberAt(row, "seconds").seconds ?? 0
		}))
	};
}

// src/report/words.ts
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
/** How a number changed: `▲ 1.2 MB (+4 %)`; nothing where that shows in none of its digits. */
function formatChange(before, now, format) {
	const difference = Math.abs(now - before);
	if (format(difference) === format(0)) return "±0";
	const percent = before === 0 ? "" : ` (${now > before ? "+" : "−"}${percentWords(difference / before)})`;
	return `${now > before ? "▲" : "▼"} ${format(difference)}${percent}`;
}
const percentWords = (part) => `${(part * 100).toFixed(part < .1 ? 1 : 0)} %`;
/** `a, b and c`. */
const listWords = (words) => words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
/** `1 package`, `2 packages`. */
const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
/** Filled squares for a part of the whole. */
const bar = (part, whole, width = 20) => "█".repeat(whole <= 0 ? 0 : Math.max(part > 0 ? 1 : 0, Math.round(part / whole * width)));

// src/report/platforms.ts
const cacheWords = {
	exact: "✅ exact hit",
	partial: "♻️ partial hit",
	none: "🆕 no hit"
};
const targetWords = (passes) => passes.map((pass) => `\`${pass || "Julia's default"}\``).join("<br>");
function packageWords({ packages }) {
	const compiled = packages.filter((each) => each.compiled).length;
	return `${compiled} compiled, ${packages.length - compiled} reused`;
}
const ownWords$1 = ({ app }) => app.length === 0 ? "–" : app.map((each) => `${each.name} ${formatSeconds(each.seconds)}`).join("<br>");
/** Bytes now, and how they differ from the last run's. */
function bytesWords(now, before) {
	if (now === void 0 || now === 0) return "–";
	const change = before === void 0 ? "" : formatChange(before, now, formatBytes);
	return change === "" || change === "±0" ? formatBytes(now) : `${formatBytes(now)} ${change}`;
}
const rows$1 = (juliaVersion) => [
	["Julia", () => juliaVersion],
	["CPU targets", ({ passes }) => targetWords(passes)],
	["Cache", ({ cache, failure }) => failure === void 0 ? cacheWords[cache] : "❌ failed"],
	["Dependencies", packageWords],
	["Depot bake", ({ depotSeconds, cache }) => cache === "exact" ? "skipped" : formatSeconds(depotSeconds)],
	["The project's own packages", ownWords$1],
	["Depot layout, compressed", ({ depotBytes, base }) => bytesWords(depotBytes, base?.depotBytes)],
	["Image, compressed", ({ imageBytes, base }) => bytesWords(imageBytes, base?.imageBytes)],
	["Unpacked, beside the base image", (report) => bytesWords(sumUnpacked(report), report.base?.unpackedBytes)]
];
/** A column for each platform; what is known of none is left out. */
function platformTable({ platforms, juliaVersion }) {
	const known = rows$1(juliaVersion).map(([name, cell]) => [`**${name}**`, ...platforms.map(cell)]).filter(([, ...values]) => values.some((value) => value !== "–"));
	return [{
		kind: "table",
		head: ["", ...platforms.map(({ platform }) => `\`${platform}\``)],
		rows: known
	}];
}

// src/report/plan.ts
const stateWords = (cache) => cache === "unknown" ? "❔ not known" : cacheWords[cache];
function estimateWords({ estimate }) {
	if (estimate === void 0) return "–";
	const more = estimate.unknown === 0 ? "" : ` and ${count(estimate.unknown, "package")} never compiled before`;
	return `about ${formatSeconds(estimate.seconds)}${more}`;
}
const rows = ({ juliaVersion }) => [
	["Julia", () => juliaVersion],
	["CPU targets", ({ passes }) => targetWords(passes)],
	["Cache", ({ cache }) => stateWords(cache)],
	["Dependencies", ({ compile, reused }) => `${compile.length} to compile, ${reused} reused`],
	["The project's own packages", ({ own }) => own.join("<br>") || "–"],
	["Compiling will take", estimateWords]
];
/** Packages that a list shows at most. */
const MOST$1 = 100;
const packageItem = ({ name, reason, seconds }) => `**${name}**${reason === "" ? "" : `: ${reason}`}${seconds === void 0 ? "" : ` (${formatSeconds(seconds)} last time)`}`;
function packageDetails({ platform, compile }) {
	if (compile.length === 0) return [];
	const reasons = new Set(compile.map(({ reason }) => reason));
	const [only] = reasons;
	const why = reasons.size === 1 && compile.length > 1 ? `: ${only ?? ""}` : "";
	const items = compile.slice(0, MOST$1).map((each) => packageItem(why === "" ? each : {
		...each,
		reason: ""
	}));
	const rest = compile.length - items.length;
	return [details(`To compile for ${platform} (${compile.length})${why}`, [{
		kind: "list",
		items: rest > 0 ? [...items, `… and ${rest} more in the output \`plan\``] : items
	}])];
}
const keyDetails = (platforms) => details("Cache keys", platforms.flatMap(({ key, ...platform }) => key === void 0 ? [text$3(`**${platform.platform}**: which nightly this is, only its download tells, and so its key.`)] : explainKey({
	key,
	...platform
})));
/** A plan, most wanted first. */
const planBlocks = (plan) => {
	return [
		{
			kind: "table",
			head: ["", ...plan.platforms.map(({ platform }) => `\`${platform}\``)],
			rows: rows(plan).map(([name, cell]) => [`**${name}**`, ...plan.platforms.map(cell)])
		},
		...plan.platforms.flatMap(packageDetails),
		keyDetails(plan.platforms),
		text$3(`Base image \`${plan.baseImage}\`, depots kept in ${plan.store}, manifest hash \`${plan.manifestHash.slice(0, 16)}\`.`)
	];
};
/** What a run was about to compile, for its summary. */
const planDetails = ({ platforms }) => platforms.flatMap(packageDetails);
/** The job summary of a dry run. */
const renderPlan = (plan) => toMarkdown([heading("🗺️ Plan: nothing was built", 2), ...planBlocks(plan)]);

// src/report/plan-log.ts
const hitWords = {
	exact: "exact hit",
	partial: "partial hit",
	none: "no hit",
	unknown: "not known"
};
/** A line for a platform: `linux/amd64  partial hit, 3 to compile, 38 to reuse, about 14.2 s`. */
function inBrief({ platform, cache, compile, reused, estimate }) {
	const more = estimate === void 0 || estimate.unknown === 0 ? "" : ` and ${count(estimate.unknown, "new package")}`;
	const time = estimate === void 0 ? "" : `, about ${formatSeconds(estimate.seconds)} to compile${more}`;
	return `${platform.padEnd(12)} ${hitWords[cache]}, ${compile.length} to compile, ${reused} to reuse${time}`;
}
/** The key with a reason for each part, and what will be compiled and why. */
function showPlatform(log, plan) {
	const { platform, distribution, cache, key = "a nightly, which only its download names", keyParts } = plan;
	log.startGroup(`${platform}: ${hitWords[cache]} for ${key}`);
	log.info(`Julia     ${distribution}`);
	for (const { name, value, reason } of keyParts) log.info(`${name.padEnd(9)} ${value.padEnd(24)} ${reason}`);
	if (plan.restoredKey !== void 0 && cache !== "exact") log.info(`restored  ${plan.restoredKey}`);
	log.info(`${plan.compile.length} packages to compile, ${plan.reused} to reuse`);
	for (const { name, reason, seconds } of plan.compile) {
		const last = seconds === void 0 ? "" : `  (${formatSeconds(seconds)} last time)`;
		log.info(`  ${name.padEnd(24)} ${reason}${last}`);
	}
	log.endGroup();
}
/** Tells the log what the run is about to do. */
function showPlan(log, plan) {
	log.info(`Plan: Julia ${plan.juliaVersion} on ${plan.baseImage}, depots kept in ${plan.store}`);
	for (const platform of plan.platforms) log.info(inBrief(platform));
	for (const platform of plan.platforms) showPlatform(log, platform);
}

// src/report/report.ts
const text$2 = (value) => typeof value === "string" ? value : "";
const texts = (value) => Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
const number = (value) => typeof value === "number" ? value : 0;
const readFileRow = (row) => ({
	path: text$2(row["path"]),
	bytes: number(row["bytes"]),
	targets: row["targets"] === null ? null : texts(row["targets"]),
	recipes: texts(row["recipes"])
});
function parseRecord(json) {
	const value = JSON.parse(json);
	return isRecord(value) ? value : {};
}
/** Reads the report that a depot stage wrote; what an older form lacks is empty. */
function parseDepotReport(json) {
	const { platform, julia, packages, seconds, bytes } = parseRecord(json);
	const steps = isRecord(seconds) ? seconds : {};
	return {
		platform: text$2(platform),
		julia: text$2(julia),
		packages: records(packages).map((row) => ({
			name: text$2(row["name"]),
			uuid: text$2(row["uuid"]),
			compiled: row["compiled"] === true,
			seconds: typeof row["seconds"] === "number" ? row["seconds"] : null,
			bytes: number(row["bytes"]),
			files: records(row["files"]).map(readFileRow)
		})),
		seconds: {
			restore: number(steps["restore"]),
			instantiate: number(steps["instantiate"]),
			precompile: number(steps["precompile"]),
			prune: number(steps["prune"])
		},
		...typeof bytes === "number" ? { bytes } : {}
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
	const row = parseJson$1(event.slice(at + 1));
	if (!isRecord(row)) return void 0;
	const { path, bytes, targets } = readFileRow(row);
	return {
		name: event.slice(0, at),
		file: {
			path,
			bytes,
			targets
		}
	};
}

// src/report/comparison.ts
const pair = (before, now) => before === void 0 || now === void 0 ? void 0 : {
	before,
	now
};
/** Loads of the same project, user and CPU; of several the slowest now. */
function compareLoads({ verified = [] }, base) {
	return verified.flatMap((load) => {
		const before = base.loads.find(({ project, uid, cpu }) => project === load.project && uid === load.uid && cpu === load.cpu);
		return before === void 0 ? [] : [{
			before: before.seconds,
			now: load.seconds
		}];
	}).sort((a, b) => b.now - a.now)[0];
}
/** Seconds of the packages that were compiled now and, whenever it was, before. */
function compareSeconds({ packages, app }, base) {
	const pairs = [...packages.map((each) => pair(base.packages.find(({ uuid }) => uuid === each.uuid)?.seconds, each.seconds ?? void 0)), ...app.map((each) => pair(base.app.find(({ name }) => name === each.name)?.seconds, each.seconds))].filter((each) => each !== void 0);
	if (pairs.length === 0) return void 0;
	const sum = (of) => pairs.reduce((total, each) => total + of(each), 0);
	return {
		before: sum((each) => each.before),
		now: sum((each) => each.now)
	};
}
const measures = [
	{
		name: "Image, compressed",
		format: formatBytes,
		of: ({ report, base }) => pair(base.imageBytes, report.imageBytes)
	},
	{
		name: "Depot, compressed",
		format: formatBytes,
		of: ({ report, base }) => pair(base.depotBytes, report.depotBytes || void 0)
	},
	{
		name: "Unpacked, beside the base image",
		format: formatBytes,
		of: ({ report, base }) => pair(base.unpackedBytes, sumUnpacked(report))
	},
	{
		name: "Load time",
		format: formatSeconds,
		of: ({ report, base }) => compareLoads(report, base)
	},
	{
		name: "Seconds of what was compiled again",
		format: formatSeconds,
		of: ({ report, base }) => compareSeconds(report, base)
	}
];
const cell$1 = ({ format }, compared) => compared === void 0 ? "–" : `${format(compared.before)} → ${format(compared.now)}<br>${formatChange(compared.before, compared.now, format)}`;
function compareNumbers(compared) {
	const rows = measures.map((measure) => [measure.name, ...compared.map((each) => cell$1(measure, measure.of(each)))]).filter((cells) => cells.slice(1).some((each) => each !== "–"));
	const head = ["", ...compared.map(({ platform }) => `\`${platform}\``)];
	return rows.length === 0 ? [] : [{
		kind: "table",
		head,
		rows
	}];
}
const named$1 = ({ name, version }) => `**${name}**${version === void 0 ? "" : ` ${version}`}`;
/** Names that fit a line; what is more is counted. */
const some = (names, most = 30) => names.length <= most ? listWords(names) : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
/** Packages that came, went or have another version. */
function comparePackages({ report, base }) {
	const before = new Map(base.packages.map((each) => [each.uuid, each]));
	const now = new Set(report.packages.map(({ uuid }) => uuid));
	return [
		{
			sign: "🔼 Other versions",
			names: report.packages.flatMap((each) => {
				const old = before.get(each.uuid);
				return old?.version === void 0 || each.version === void 0 || old.version === each.version ? [] : [`**${each.name}** ${old.version} → ${each.version}`];
			})
		},
		{
			sign: "➕ Added",
			names: report.packages.filter(({ uuid }) => !before.has(uuid)).map(named$1)
		},
		{
			sign: "➖ Removed",
			names: base.packages.filter(({ uuid }) => !now.has(uuid)).map(named$1)
		}
	].filter(({ names }) => names.length > 0).map(({ sign, names }) => `${sign}: ${some(names)}`);
}
/** The same on all platforms is said once. */
function packageItems(compared) {
	const items = compared.map((each) => comparePackages(each));
	const [first = []] = items;
	if (items.every((each) => each.join() === first.join())) return first;
	return compared.flatMap(({ platform }, at) => (items[at] ?? []).map((item) => `\`${platform}\`: ${item}`));
}
const refWords = (ref) => ref === void 0 ? "" : ` on \`${ref.replace(/^refs\/(heads|tags)\//, "")}\``;
/** What this run changes, compared with the last trusted one. */
function comparison({ platforms, juliaVersion }) {
	const compared = platforms.flatMap((report) => report.base === void 0 || report.failure !== void 0 ? [] : [{
		platform: report.platform,
		report,
		base: report.base
	}]);
	const [first] = compared;
	if (first === void 0) return [];
	const { juliaVersion: before, commit, ref } = first.base;
	const items = [...before === juliaVersion ? [] : [`🔼 **Julia** ${before} → ${juliaVersion}`], ...packageItems(compared)];
	const packages = items.length === 0 ? text$3("Same Julia, same packages in the same versions.") : {
		kind: "list",
		items
	};
	return [
		heading(`Compared with the last run${refWords(ref)}${commit === void 0 ? "" : ` (${commit.slice(0, 7)})`}`),
		packages,
		...compareNumbers(compared)
	];
}

// src/report/advice.ts
/** Growth that is worth a word: by this part, and by these seconds, since small numbers jump. */
const GROWTH = .2;
const LOAD_SECONDS = .2;
const COMPILE_SECONDS = 10;
const grew = (pair, least) => pair !== void 0 && pair.now - pair.before > Math.max(least, GROWTH * pair.before);
const named = (platforms) => listWords(platforms.map(({ platform }) => `\`${platform}\``));
function afterFailure({ failures, platforms }) {
	const saved = platforms.filter((each) => each.saved === "saved");
	if (failures.length === 0 || saved.length === 0) return [];
	return [`What was compiled for ${named(saved)} is saved: the next run starts from there.`];
}
function notSaved({ platforms }) {
	const told = platforms.filter(({ failure, saved }) => failure === void 0 && /^not saved/.test(saved));
	return [...new Set(told.map(({ saved }) => saved))].map((saved) => {
		return `The compiled packages of ${named(told.filter((each) => each.saved === saved))} were ${saved}: the next run compiles them again. The log says more.`;
	});
}
const otherTargets = ({ platforms }) => platforms.filter(({ packages }) => packages.some(({ reason }) => reason === "restored for other CPU targets")).map(({ platform }) => `\`${platform}\`: the CPU targets changed, so that everything was compiled anew. This happens once.`);
/** One platform that takes many times as long as another is emulated, as a rule. */
function emulated({ platforms }) {
	const cold = platforms.filter(({ steps }) => steps !== void 0 && steps.precompile > 0);
	const fastest = Math.min(...cold.map(({ steps }) => steps?.precompile ?? 1e400));
	return cold.filter(({ steps }) => (steps?.precompile ?? 0) > Math.max(20, 4 * fastest)).map(({ platform, steps }) => `\`${platform}\` took ${Math.round((steps?.precompile ?? 0) / fastest)} times as long to precompile as the fastest platform. If it is emulated here, build it on a native runner.`);
}
const unpinned = ({ manifests }) => Object.keys(manifests).map((path) => `\`${path}\` is not committed, so that this build cannot be repeated: commit the one in the report.`);
const slower = ({ platforms }) => platforms.flatMap((report) => {
	const { base, platform } = report;
	if (base === void 0) return [];
	const [load, compile] = [compareLoads(report, base), compareSeconds(report, base)];
	return [...grew(load, LOAD_SECONDS) ? [`\`${platform}\`: loading takes ${formatSeconds(load.now)} instead of ${formatSeconds(load.before)}. \`@time_imports using …\` shows which package it is.`] : [], ...grew(compile, COMPILE_SECONDS) ? [`\`${platform}\`: what was compiled took ${formatSeconds(compile.now)} instead of ${formatSeconds(compile.before)}. Machines differ; if it stays, see the slowest packages.`] : []];
});
/** What to do next, where something is off. */
function advice(report) {
	const items = [
		afterFailure,
		notSaved,
		otherTargets,
		emulated,
		unpinned,
		slower
	].flatMap((find) => find(report));
	return items.length === 0 ? [] : [{
		kind: "alert",
		level: report.failures.length > 0 ? "WARNING" : "TIP",
		items
	}];
}

// src/report/cpu-codes.ts
/** CPUs that every package of a platform has code for; nothing where that is not known of all. */
function targetsInside({ packages, app }) {
	const [first, ...others] = [...packages, ...app].flatMap(({ files }) => {
		if (files.length === 0) return [];
		return [files.every(({ targets }) => targets !== null) ? files.flatMap(({ targets }) => targets ?? []) : null];
	});
	if (first === void 0 || first === null) return void 0;
	if (others.includes(null)) return void 0;
	return [...new Set(first)].filter((name) => others.every((each) => each?.includes(name) === true));
}
function rowsOf(report, version) {
	if (report.failure !== void 0) return [];
	const platform = parsePlatform(report.platform);
	const inside = targetsInside(report);
	const compiled = {
		version,
		platform,
		passes: report.passes,
		...inside === void 0 ? {} : { inside }
	};
	return chooseByFamily(compiled).map(({ family, target }) => [
		`\`${report.platform}\``,
		family,
		target === void 0 ? "none that fits: compiled again at run time" : `\`${target}\``
	]);
}
/**
* Which code each family of CPUs runs, per platform, from the targets that are really inside; nothing where compiled
* files hold no native code.
*/
function cpuCodes({ platforms, juliaVersion }) {
	const rows = platforms.flatMap((platform) => rowsOf(platform, juliaVersion));
	if (rows.length === 0) return [];
	return [details("What each CPU runs", [{
		kind: "table",
		head: [
			"Platform",
			"CPU",
			"Code"
		],
		rows
	}])];
}

// src/report/gantt.ts
/** Bars that a picture shows at most: GitHub draws up to 50,000 characters, and nobody reads so many. */
const MOST_PACKAGES = 12;
const MOST_STEPS = 12;
/** Seconds below which a bar is a hairline. */
const HAIRLINE = .05;
const length = ({ from, to }) => to - from;
/** The longest, in the order in which they came. */
const longest = (spans, most) => {
	const kept = new Set([...spans].sort((a, b) => length(b) - length(a)).slice(0, most));
	return spans.filter((span) => kept.has(span));
};
function lanes(spans) {
	const seen = spans.filter((span) => length(span) >= HAIRLINE);
	return [...new Set(seen.map(({ platform }) => platform))].sort((a, b) => Number(a === void 0) - Number(b === void 0)).map((platform) => {
		const own = seen.filter((span) => span.platform === platform);
		const kept = ["step", "package"].flatMap((kind) => longest(own.filter((span) => span.kind === kind), kind === "step" ? MOST_STEPS : MOST_PACKAGES));
		return {
			name: platform ?? "all platforms",
			spans: kept.sort((a, b) => a.from - b.from)
		};
	});
}
/** Mermaid ends a name at these. */
const taskName = (name) => name.replace(/[:;#,]/g, " ");
const kindTag = {
	step: "",
	package: "active, "
};
/** Times are milliseconds since 1970, so that the axis can count seconds in every time zone (`%s`). */
const task = (span) => `    ${taskName(span.name)} (${formatSeconds(length(span))}) :${kindTag[span.kind]}${Math.round(span.from * 1e3)}, ${Math.round(span.to * 1e3)}`;
/** Seconds between the marks of the axis: about ten of them. */
function tick(whole) {
	return [
		1,
		2,
		5,
		10,
		15,
		30,
		60,
		120,
		300,
		600,
		900,
		1800,
		3600
	].find((step) => whole / step <= 12) ?? 3600;
}
/** Steps blue, packages amber, with letters that are read on both. */
const themeVariables = {
	taskBkgColor: "#b6d4fe",
	taskBorderColor: "#0969da",
	taskTextColor: "#0b2948",
	activeTaskBkgColor: "#ffd8a8",
	activeTaskBorderColor: "#bc4c00"
};
function draw(drawn, whole) {
	return [
		`%%{init: ${JSON.stringify({
			gantt: {
				barHeight: 20,
				barGap: 4,
				fontSize: 12,
				sectionFontSize: 13,
				leftPadding: 100
			},
			themeVariables
		})}}%%`,
		"gantt",
		"    dateFormat x",
		"    axisFormat %s s",
		`    tickInterval ${tick(whole)}second`,
		...drawn.flatMap(({ name, spans }) => [`    section ${name}`, ...spans.map(task)])
	];
}
/** Columns of the bars in the log. */
const WIDTH = 40;
function line(span, whole) {
	return `  ${(" ".repeat(Math.round(span.from / whole * WIDTH)) + bar(length(span), whole, WIDTH)).padEnd(41)} ${formatSeconds(length(span)).padStart(11)}  ${span.name}`;
}
/** What happened when: the steps of each platform, and the packages that took longest. */
function gantt({ timeline = [] }) {
	const drawn = lanes(timeline);
	const whole = Math.max(0, ...drawn.flatMap(({ spans }) => spans.map(({ to }) => to)));
	if (drawn.length === 0) return [];
	const text = drawn.flatMap(({ name, spans }) => [name, ...spans.map((span) => line(span, whole))]);
	return [heading("Timeline"), {
		kind: "picture",
		mermaid: draw(drawn, whole),
		text
	}];
}

// src/report/graph.ts
/** Nodes and arrows that a picture shows at most: Mermaid draws 500 arrows, and nobody follows so many. */
const MOST_NODES = 40;
const MOST_ARROWS = 120;
/** Reasons that lie in a package itself, not in what it depends on. */
const isCause = ({ reason = "" }) => !/^(now |no longer )?depends on /.test(reason);
/** Compiled on the platform where most was; the others differ in little but seconds. */
function chooseRows(platforms) {
	return [...platforms.filter(({ cache }) => cache === "partial").map(({ packages }) => packages.filter((each) => each.compiled && each.reason !== void 0))].sort((a, b) => b.length - a.length)[0] ?? [];
}
const label = (text) => text.replaceAll("\"", "'");
function node(row, at) {
	const seconds = row.seconds === null ? "" : `<br>${formatSeconds(row.seconds)}`;
	const why = isCause(row) ? `<br><i>${label(row.reason ?? "")}</i>` : "";
	return `    p${at}["<b>${label(row.name)}</b>${why}${seconds}"]${isCause(row) ? ":::cause" : ""}`;
}
/** Arrows from a package to those that had to follow it. */
function arrows(rows) {
	const places = new Map(rows.map(({ uuid }, at) => [uuid, at]));
	return rows.flatMap(({ needs = [] }, at) => needs.flatMap((uuid) => {
		const from = places.get(uuid);
		return from === void 0 || from === at ? [] : [`    p${from} --> p${at}`];
	})).slice(0, MOST_ARROWS);
}
/** Causes first, then what took longest. */
const chooseNodes = (rows) => [...rows].sort((a, b) => Number(isCause(b)) - Number(isCause(a)) || (b.seconds ?? 0) - (a.seconds ?? 0)).slice(0, MOST_NODES);
/** The part of the dependency graph that was compiled again after a partial hit, and what set it off. */
function graph({ platforms }) {
	const rows = chooseRows(platforms);
	if (rows.length === 0 || rows.every(({ reason }) => reason === rows[0]?.reason && rows.length > 1)) return [];
	const shown = chooseNodes(rows);
	const more = rows.length - shown.length;
	const mermaid = [
		"flowchart LR",
		...shown.map(node),
		...arrows(shown),
		"    classDef cause fill:#fff1c2,stroke:#d4a72c,color:#3d2e00"
	];
	const lines = shown.map(({ name, reason = "" }) => `  ${name.padEnd(24)} ${reason}`);
	return [
		heading("What was compiled again, and why"),
		{
			kind: "picture",
			mermaid,
			text: lines
		},
		...more > 0 ? [text$3(`… and ${more} more in the report.`)] : []
	];
}

// src/report/headline.ts
const signs = {
	done: "✅",
	failed: "❌",
	skipped: "➖"
};
const words = {
	built: {
		done: "built",
		failed: "not built",
		skipped: "not built"
	},
	verified: {
		done: "verified: nothing compiles when it is loaded",
		failed: "not verified",
		skipped: "not verified"
	},
	pushed: {
		done: "pushed",
		failed: "not pushed",
		skipped: "not pushed"
	}
};
const stages = [
	"built",
	"verified",
	"pushed"
];
function title({ failures, outcome, seconds, image }) {
	if (failures.length > 0) return `❌ julia-bake failed after ${formatSeconds(seconds)}`;
	const done = stages.filter((stage) => stage === "built" || outcome?.[stage] === "done");
	const tags = (image?.tags ?? []).map((tag) => `\`${tag}\``);
	return `🫖 Image ${listWords(done)} in ${formatSeconds(seconds)}${tags.length === 0 ? "" : `: ${tags.join(", ")}`}`;
}
/** What came of it, in one look: built, verified, pushed or not, and what went wrong. */
function headline(report) {
	const { outcome, image, failures } = report;
	const progress = outcome && stages.map((stage) => `${signs[outcome[stage]]} ${words[stage][outcome[stage]]}`).join(" &nbsp; ");
	return [
		heading(title(report), 2),
		...progress === void 0 ? [] : [text$3(progress)],
		...image?.digest === void 0 ? [] : [text$3(`Digest \`${image.digest}\``)],
		...failures.map((failure) => ({
			kind: "code",
			text: shorten$2(failure)
		}))
	];
}
/** Characters of one failure: what is longer is in the log. */
const MOST = 2e4;
const shorten$2 = (failure) => failure.length <= MOST ? failure : `${failure.slice(0, MOST)}\n… the log has the rest.`;

// src/report/loads.ts
/** CPUs as people read them. */
const cpuWords = (cpu) => cpu === "native" ? "the builder's own CPU" : cpu;
/** How the finished image of a platform loads: in the seconds of its slowest project, user and CPU. */
function loadSentence({ platform, verified = [] }) {
	if (verified.length === 0) return `\`${platform}\` was verified before, and nothing in it has changed.`;
	const seconds = Math.max(...verified.map((load) => load.seconds));
	const cpus = [...new Set(verified.map(({ cpu }) => cpuWords(cpu)))];
	const uids = [...new Set(verified.map(({ uid }) => uid))];
	return `\`${platform}\` loads in ${formatSeconds(seconds)} as ${listWords(cpus)}, for UID ${listWords(uids)}; nothing compiled.`;
}
/** How the finished image loads, where that was verified. */
const loads = ({ platforms }) => platforms.filter(({ verified }) => verified !== void 0).map((platform) => ({
	kind: "text",
	text: `✅ ${loadSentence(platform)}`
}));

// src/report/sizes.ts
/** Rows of the table of packages: more only make the summary long. */
const MOST_ROWS = 50;
/** Slices that can still be told apart. */
const MOST_SLICES = 8;
const sum = (slices) => slices.reduce((total, { bytes }) => total + bytes, 0);
/** Parts of what this action adds to Julia: the compiled files of the largest packages, of all others, and everything that is not compiled. */
function slices({ packages, unpacked, app }) {
	const own = app.map(({ name, files }) => ({
		name,
		bytes: sum(files.map(({ bytes }) => ({
			name,
			bytes
		})))
	}));
	const sorted = [...packages, ...own].sort((a, b) => b.bytes - a.bytes);
	const rest = sorted.slice(MOST_SLICES);
	const sources = (unpacked?.depot ?? 0) - sum(packages);
	return [
		...sorted.slice(0, MOST_SLICES),
		{
			name: `${rest.length} smaller packages`,
			bytes: sum(rest)
		},
		{
			name: "sources and artifacts",
			bytes: sources
		}
	].filter(({ bytes }) => bytes > 0);
}
/** Colours of GitHub's own palette that can be told apart on white and on black. */
const colours = "#0969da #8250df #1a7f37 #bf8700 #cf222e #1b7c83 #bc4c00 #bf3989 #6e7781 #afb8c1".split(" ");
const look = {
	theme: "base",
	themeVariables: {
		pieStrokeColor: "#ffffff",
		pieOuterStrokeWidth: "0px",
		pieLegendTextSize: "15px",
		...Object.fromEntries(colours.map((colour, at) => [`pie${at + 1}`, colour]))
	}
};
const slice = ({ name, bytes }) => `    "${name.replaceAll("\"", "'")}: ${formatBytes(bytes)}" : ${bytes}`;
/** What fills the depot and the project's layer, by package: of the platform whose depot is largest. */
function picture(platforms) {
	const [largest] = [...platforms].sort((a, b) => sum(b.packages) - sum(a.packages));
	const parts = largest === void 0 ? [] : slices(largest);
	if (largest === void 0 || parts.length < 2) return [];
	const whole = sum(parts);
	const lines = parts.map(({ name, bytes }) => `  ${name.padEnd(26)} ${formatBytes(bytes).padStart(9)} ${bar(bytes, whole, 30)}`);
	return [heading(`Bytes on \`${largest.platform}\``), {
		kind: "picture",
		mermaid: [
			`%%{init: ${JSON.stringify(look)}}%%`,
			"pie",
			...parts.map(slice)
		],
		text: lines
	}];
}
function packageRows(platforms) {
	const all = platforms.flatMap(({ packages }) => packages);
	const rows = [...new Map(all.map((each) => [`${each.uuid} ${each.name}`, each])).values()].map(({ uuid, name, version = "" }) => ({
		name,
		version,
		byPlatform: new Map(platforms.flatMap(({ platform, packages }) => {
			const own = packages.find((each) => each.uuid === uuid && each.name === name);
			return own === void 0 ? [] : [[platform, own]];
		}))
	}));
	const weigh = ({ byPlatform }, of) => Math.max(...[...byPlatform.values()].map(of));
	return rows.sort((a, b) => weigh(b, ({ seconds }) => seconds ?? -1) - weigh(a, ({ seconds }) => seconds ?? -1) || weigh(b, ({ bytes }) => bytes) - weigh(a, ({ bytes }) => bytes));
}
const cell = (row) => {
	if (row === void 0) return "";
	return `${!row.compiled ? "♻️ reused" : row.seconds === null ? "compiled" : `${row.seconds.toFixed(1)} s`}, ${formatBytes(row.bytes)}`;
};
/** Every package with its version, and what it cost on each platform; the slowest first. */
function packageTable(platforms) {
	const rows = packageRows(platforms);
	if (rows.length === 0) return [];
	const names = platforms.map(({ platform }) => platform);
	const cells = rows.slice(0, MOST_ROWS).map(({ name, version, byPlatform }) => [
		name,
		version,
		...names.map((each) => cell(byPlatform.get(each)))
	]);
	const more = rows.length > MOST_ROWS ? [{
		kind: "text",
		text: `… and ${rows.length - MOST_ROWS} more in the report.`
	}] : [];
	const head = [
		"Package",
		"Version",
		...names.map((each) => `\`${each}\``)
	];
	return [details(`Packages of the depot (${rows.length})`, [{
		kind: "table",
		head,
		rows: cells
	}, ...more])];
}
/** Size and seconds by package. */
const sizes = ({ platforms }) => [...picture(platforms), ...packageTable(platforms)];

// src/report/summary.ts
const imageSeconds = ({ seconds, exportSeconds }) => `image bake ${formatSeconds(seconds)}${exportSeconds === void 0 ? "" : `, ${formatSeconds(exportSeconds)} of it to export the verified image`}`;
const footer = ({ baseImage, store, image }) => text$3(`Base image \`${baseImage}\`, depots kept in ${store}${image === null ? "" : `, ${imageSeconds(image)}`}.`);
/** The summary of a run, most wanted first. */
const summaryBlocks = (report) => [
	...headline(report),
	...advice(report),
	...platformTable(report),
	...loads(report),
	...comparison(report),
	...gantt(report),
	...graph(report),
	...sizes(report),
	...cpuCodes(report),
	footer(report),
	...report.plan === void 0 ? [] : planDetails(report.plan),
	...keys(report)
];
/** The job summary of a run, as GitHub-flavoured Markdown: a pure function of the report. */
const renderSummary = (report) => toMarkdown(summaryBlocks(report));
/** The same for the log. */
const writeSummaryText = (report) => toPlainText(summaryBlocks(report));

// src/bake/secrets.ts
/** Secrets that the stages of the generated Dockerfile mount; `docker/scripts/install.jl` makes use of them. */
const credentials$1 = [
	"julia_auth",
	"git_credentials",
	"ssh_known_hosts"
];
/** Those of {@link secretSpecs} that give access to packages. */
const credentialSpecs = (specs) => specs.filter((spec) => credentials$1.includes(/(?:^|,)id=([^,]+)/.exec(spec)?.[1] ?? ""));
/**
* Refuses a package server's token that Julia would not send.
*
* @throws {@link UserError}
*/
function checkServerToken({ secrets, pkgServer }) {
	if (!secrets.some((secret) => /^(julia_auth=.|id=julia_auth,)/s.test(secret))) return;
	if (pkgServer === "") throw new UserError("secrets: julia_auth is the token of a package server, but no server is named. Set pkg-server, such as https://packages.example.com.");
	if (/^(https:\/\/|\w+:\/\/(127\.0\.0\.1|localhost)(:\d+)?($|\/))/i.test(pkgServer) || !pkgServer.includes("://")) return;
	throw new UserError(`pkg-server: Julia sends no token to "${pkgServer}", since the connection is not secure. Name the server with https://, or leave julia_auth out of secrets.`);
}
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

// src/bake/definition.ts
/** The action's own `docker/` folder, from where the bundle lies and from where this file lies. */
const docker = fileURLToPath(new URL(/\/dist\/[^/]+$/.test(import.meta.url) ? "../docker" : "../../docker", import.meta.url));
const dockerfile = join$2(docker, "Dockerfile");
const scripts = join$2(docker, "scripts");
/** Path of a target's Dockerfile, where that is on this machine. */
const dockerfilePath = ({ context, dockerfile = "Dockerfile" }) => resolve(context, dockerfile);
/**
* Julia's distribution as a target of its own, so that every bake of this run shares one layer. Each is built for all
* platforms: a target cannot be a context on a node that builds none of its platforms (`validateTargetLinks` in
* `build/build.go` of buildx).
*/
function distributionTargets(sources) {
	const platforms = sources.map(({ platform }) => platform.name);
	const target = ({ distribution }) => ({
		context: distribution,
		dockerfile,
		target: "distribution",
		platforms
	});
	return Object.fromEntries(sources.map((source) => [`julia-${source.platform.id}`, target(source)]));
}
const distributionContexts = (sources) => Object.fromEntries(sources.map(({ platform }) => [`julia-${platform.id}`, `target:julia-${platform.id}`]));
/** The base of a stage: an image is an argument, a target takes the place of the Dockerfile's stage. */
const baseContexts = ({ base }) => base === void 0 ? {} : { base: `target:${base.name}` };
/** The targets that a stage of one platform is based on. */
const baseTargets = ({ base }, platform) => Object.fromEntries(Object.entries(base?.targets ?? {}).map(([name, target]) => [name, {
	...target,
	platforms: [platform],
	output: ["type=cacheonly"],
	attest: withoutAttestations,
	tags: []
}]));
const networkOf = (network) => network ? { network } : {};
/** What of the user's inputs counts for every target. */
const settings = ({ image }) => ({
	...networkOf(image.network),
	...image.noCache ? { "no-cache": true } : {},
	...image.pull ? { pull: true } : {}
});
/** What the stages that only install packages get of the user's secrets. */
const credentials = ({ secrets, image }) => {
	const secret = credentialSpecs(secrets);
	return {
		...secret.length > 0 ? { secret } : {},
		...image.ssh.length > 0 ? { ssh: image.ssh } : {}
	};
};
/** Arguments of every stage that is built on the base image. */
const stageArgs = ({ baseImage, base, pkgServer }) => ({
	...base === void 0 ? { BASE_IMAGE: baseImage } : {},
	...pkgServer ? { JULIA_PKG_SERVER: pkgServer } : {}
});
/** For what nobody pulls. */
const withoutAttestations = ["type=provenance,disabled=true", "type=sbom,disabled=true"];
/** Names of the targets that are the user's own. */
const theirs = ({ base }) => base === void 0 ? {} : { theirs: Object.keys(base.targets) };
/**
* The definition as a bake file. Bake reads names and strings of a JSON file as HCL templates, so what looks like one is
* escaped (https://github.com/hashicorp/hcl/blob/main/json/spec.md#strings).
*/
const bakeFile = ({ group, target }) => JSON.stringify({
	group,
	target
}, void 0, 2).replace(/([$%])\{/g, "$1$1{");

// src/bake/checks.ts
const decode = (text) => Buffer.from(text ?? "", "base64").toString("utf8");
/** Reads the `warnings` of a message of `--progress=rawjson`; other warnings than those of checks have no place. */
function readChecks(message) {
	return records(message["warnings"]).flatMap((warning) => {
		const source = textAt(recordAt(warning, "sourceInfo"), "data");
		const [range] = records(warning["range"]);
		const line = recordAt(range, "start")["line"];
		if (source === void 0 || typeof line !== "number") return [];
		return [{
			text: decode(textAt(warning, "short")).replace(/ \(line \d+\)$/, ""),
			url: textAt(warning, "url") ?? "",
			source: decode(source),
			line
		}];
	});
}
/** BuildKit tells a Dockerfile's text and no path that is of use: so it is looked for among those of the definition. */
async function findDockerfile(definition, source) {
	const paths = [...new Set(Object.values(definition.target).map(dockerfilePath))];
	const texts = await Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => void 0)));
	return paths.find((path, at) => path !== dockerfile && texts[at] === source);
}
/** Annotates the user's Dockerfiles with what BuildKit's checks found, each finding once. */
async function tellChecks(checks, definition, { log, env }) {
	const each = new Map(checks.map((check) => [`${check.line} ${check.text} ${check.source}`, check]));
	for (const { text, url, source, line } of each.values()) {
		const file = await findDockerfile(definition, source);
		if (file === void 0) continue;
		log.warning(`${text}${url === "" ? "" : ` (${url})`}`, annotationAt(env, "Dockerfile", {
			file,
			line
		}));
	}
}

// src/bake/entitlements.ts
/** A field of a record that buildx reads as comma-separated, such as `src` of `id=KEY,src=key.pem`. */
const fieldOf = (record, ...names) => new RegExp(`(?:^|,)(?:${names.join("|")})=([^,]+)`).exec(record)?.[1];
/** The folder of a named context; nothing for one that is elsewhere. */
const folderOf = (reference) => /^(target|docker-image):|^https?:/.test(reference) ? void 0 : reference.replace(/^oci-layout:\/\//, "").replace(/@sha256:[0-9a-f]+$/, "");
/** Sockets and keys of `ID=PATH[,PATH]`; without a path it is the agent's own socket. */
const sshPaths = (spec) => /=(.+)$/.exec(spec)?.[1]?.split(",") ?? [];
/** What bake may read and write; without a word it takes only what lies under the working directory. */
function entitlements(definition, granted) {
	const { target, theirs = [] } = definition;
	const targets = Object.keys(target).flatMap((name) => theirs.includes(name) ? [] : target[name] ?? []);
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

// src/bake/fetch-failure.ts
const known = {
	julia_auth: "a token for the package server (julia_auth)",
	git_credentials: "passwords for git (git_credentials)",
	ssh_known_hosts: "known hosts (ssh_known_hosts)",
	ssh: "an SSH agent"
};
/** What the build had to show, from the `credentials` event of its stage. */
function credentialWords(events, platform) {
	const names = (events.findLast((event) => event.kind === "credentials" && event.platform === platform)?.text ?? "").split(" ").filter((name) => name !== "");
	return names.length === 0 ? "This build had no credentials." : `This build had ${names.map((name) => known[name] ?? name).join(", ")}; see that it is good for this one, and not expired.`;
}
/**
* What stands under Julia's words when a package or a registry could not be fetched.
*
* @param what name of the package, or an address
*/
function explainFetchFailure(what, { platform }, events) {
	return [`Usual cause: ${what} is private, or this version of it is no longer where the manifest and the registry have it. ${credentialWords(events, platform)}`, "What to do: pass credentials to the build. For a package server: secrets: julia_auth=TOKEN. For git over HTTPS: secrets: git_credentials=https://USER:TOKEN@HOST. For git over SSH: ssh: default. If only a registry of yours knows the package, name it in registries. The README has more under \"Private packages\"."];
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
		pattern: /there is no project in JULIA_PROJECT/,
		cause: "Julia starts without the project in this image.",
		remedy: "Set ENV JULIA_PROJECT to the folder of the project in the image, as in ENV JULIA_PROJECT=/app."
	},
	{
		pattern: /is none of the projects of this run/,
		cause: "JULIA_PROJECT of the image is another project than those that were compiled.",
		remedy: "Name it in the input project, by its folder in the context, or set ENV JULIA_PROJECT to one that is named there."
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
	unstarted: () => "Julia does not start",
	environment: () => "its environment is wrong"
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
	list: "reading the depot failed",
	targets: "compiled files lack native code that cpu-target asks for"
};
/** Julia's own message of each platform that said one, with the package's name in the headline. */
function juliaFailures({ events }) {
	return events.filter(({ kind }) => kind === "error").map((error) => {
		const { platform, text } = error;
		const messages = events.filter((event) => event.kind === "message" && event.platform === platform).map((message) => message.text);
		if (text.startsWith("verify ")) return explainLoadFailure(error, messages);
		const [step = "", ...names] = text.split(" ");
		const [what] = names;
		const lines = (headline) => [`${platform}: ${headline}. Julia says:`, ...messages.map((line) => `  ${line}`)];
		if (step === "fetch" && what !== void 0) {
			const trace = lines(`${what} could not be fetched`);
			const end = trace.findIndex((line) => line.trim() === "Stacktrace:");
			const advice = explainFetchFailure(what, error, events);
			return [...trace.slice(0, end < 0 ? void 0 : end), ...advice].join("\n");
		}
		return lines(step === "precompile" && what !== void 0 && what !== "" ? `precompiling ${names.join(", ")} failed` : ownWords[step] ?? text).join("\n");
	});
}
/** The verify stage starts Julia as any program in the image does. */
const withoutJulia = /exec: "julia": (executable file not found|stat|no such file)/;
const noJulia = "the finished image has no julia on its PATH. Set ENV PATH=/usr/local/julia/bin:$PATH in its Dockerfile, after COPY --link --from=julia / /. Nothing was pushed, loaded or exported. The input verify: false leaves this check out.";
/** BuildKit's error of each step that failed, with the last lines that the step printed. */
function stepFailures({ vertices, lines }) {
	return [...vertices.values()].filter(({ error = "canceled" }) => !error.includes("canceled")).map(({ number, name, error = "" }) => {
		const prefix = `#${number} `;
		const said = lines.filter((line) => line.startsWith(prefix) && !line.startsWith(`${prefix}ERROR: ${error}`));
		const last = said.slice(1).slice(-15);
		if (/\bverify /.test(name) && [error, ...said].some((line) => withoutJulia.test(line))) return `${shorten$1(name.replace(/ RUN .*/s, ""))}: ${noJulia}`;
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
const text$1 = (value) => typeof value === "string" ? value : "";
function readVertex(value) {
	const { started, completed, cached, error } = value;
	return {
		digest: text$1(value["digest"]),
		name: text$1(value["name"]),
		...typeof started === "string" ? { started } : {},
		...typeof completed === "string" ? { completed } : {},
		...cached === true ? { cached } : {},
		...typeof error === "string" && error !== "" ? { error } : {}
	};
}
function readMessage(line) {
	const value = line.startsWith("{") ? parseJson$1(line) : void 0;
	return isRecord(value) ? value : void 0;
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
	const checks = [];
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
		const digest = text$1(log["vertex"]);
		const piece = Buffer.from(text$1(log["data"]), "base64");
		const data = Buffer.concat([unfinished.get(digest) ?? Buffer.alloc(0), piece]);
		const end = data.lastIndexOf("\n") + 1;
		unfinished.set(digest, data.subarray(end));
		data.subarray(0, end).toString("utf8").split("\n").slice(0, -1).forEach((line) => readLine(digest, line));
	};
	const read = (line) => {
		const message = readMessage(line);
		if (message === void 0) {
			if (line.trim() !== "") words.push(line);
			return;
		}
		const told = records(message["vertexes"]).map(readVertex);
		told.forEach(noteStart);
		records(message["logs"]).forEach(readLog);
		checks.push(...readChecks(message));
		told.forEach(noteEnd);
	};
	return {
		read,
		transcript: () => ({
			lines,
			words,
			vertices,
			events,
			checks
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
/** Digest of what a target gave, from its metadata; for an image of several platforms that of the index. */
const digestOf = ({ metadata }, target) => textAt(metadata[target], "containerimage.digest");
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
	await tellChecks(transcript().checks, bake.definition, deps);
	return {
		transcript: transcript(),
		seconds,
		metadata: await readMetadata(metadataFile),
		...exitCode === 0 ? {} : { failure: explainFailure(transcript()) }
	};
}

// src/bake/nodes.ts
/** Whether an output is pushed without a tag, as buildx reads it. */
const isPushByDigest = (output) => /(^|,)push-by-digest=true(,|$)/i.test(output);
const plainName = (name) => name.replace(/\*$/, "").replace(/^linux\/arm64\/v8$/, "linux/arm64");
/**
* Nodes that know their platforms, from what `docker buildx inspect` prints: it marks those that the user gave with a
* star, and `linux/arm64/v8` is `linux/arm64`.
*/
function parseNodes(inspected) {
	return [...inspected.matchAll(/^Platforms:\s*(.+)$/gm)].map(([, list = ""]) => {
		const names = list.split(",").map((name) => name.trim());
		return {
			platforms: [...new Set(names.map(plainName))],
			given: names.filter((name) => name.endsWith("*")).map(plainName)
		};
	});
}
/**
* How many nodes buildx builds these platforms on: for each it takes the first node that the user gave it to. Where
* one of them was given to none, it takes the first that can run it (`build/driver.go` of buildx).
*/
function countNodes(platforms, nodes) {
	const given = platforms.every((name) => nodes.some((node) => node.given.includes(name)));
	const chosen = platforms.map((name) => nodes.findIndex((node) => (given ? node.given : node.platforms).includes(name)));
	return new Set(chosen).size;
}
const several = (input, what) => `${input}: the builder has these platforms on several nodes, and what they build together can only be pushed${what}. Set push: true with tags, where buildx joins them, or build one platform only.`;
/**
* What several nodes cannot give: each has only its own part of the image. buildx says so only once everything is
* built; and what is to be pushed by digest alone it pushes under the tag `latest`, too (`build/build.go` of buildx 0.29).
*
* @throws {@link UserError} naming the input
*/
function checkSeveralNodes({ load, outputs }) {
	if (load) throw new UserError(several("load: \"true\"", ", not loaded"));
	const file = outputs.find((each) => /(^|,)type=(oci|docker|tar)(,|$)/.test(each));
	if (file !== void 0) throw new UserError(several(`outputs: "${file}"`, ", not written to one file"));
	const byDigest = outputs.find(isPushByDigest);
	if (byDigest !== void 0) throw new UserError(several(`outputs: "${byDigest}"`, " under tags"));
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
	const output = outputs.find(isPushByDigest);
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
async function checkBuilder({ platforms, builder, load, outputs }, deps) {
	await checkBuildx(deps);
	const { out, error } = await askDocker([
		"buildx",
		"inspect",
		"--bootstrap",
		...builder ? [builder] : []
	], deps);
	if (error !== void 0) throw new UserError(`The builder ${builder ? `"${builder}" ` : ""}does not start: ${error}. Check that Docker runs (docker info), or create a builder with docker/setup-buildx-action.`);
	checkDriver(out, outputs);
	const nodes = parseNodes(out);
	const able = [...new Set(nodes.flatMap((node) => node.platforms))];
	const missing = platforms.filter(({ name }) => !able.includes(name)).map(({ name }) => name);
	if (missing.length > 0) throw new UserError(`platforms: the builder cannot run ${missing.join(", ")} (it runs ${able.join(", ") || "nothing"}). Add docker/setup-qemu-action before this step, or build that platform on a native runner, such as ubuntu-24.04-arm for linux/arm64.`);
	const names = platforms.map(({ name }) => name);
	if (countNodes(names, nodes) > 1) checkSeveralNodes({
		load,
		outputs
	});
	return able[0] ?? "";
}

// src/bake/cpu-definition.ts
/** The bake that asks a builder which CPU `native` stands for on a platform, and exports nothing. */
function cpuDefinition(source, shared) {
	const cpu = {
		context: scripts,
		dockerfile,
		target: "cpu",
		platforms: [source.platform.name],
		contexts: {
			...distributionContexts([source]),
			scripts
		},
		args: stageArgs(shared),
		output: ["type=cacheonly"],
		attest: withoutAttestations,
		...settings(shared),
		"no-cache": true
	};
	return {
		group: { default: { targets: ["cpu"] } },
		target: {
			...distributionTargets([source]),
			cpu
		}
	};
}

// src/bake/depot-definition.ts
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
			...baseContexts(shared),
			plan: shared.plan,
			scripts,
			...restored ? { restored: restored.context } : {}
		},
		args: {
			...stageArgs(shared),
			...restored ? { RESTORED: restored.reuse } : {}
		},
		attest: withoutAttestations,
		...credentials(shared),
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
			...baseTargets(shared, platform.name),
			...distributionTargets([source]),
			...targets
		},
		...theirs(shared)
	};
}

// src/bake/environment.ts
/** The depot that images get, and the place of Julia. */
const [depot, julia] = ["/opt/julia/depot", "/usr/local/julia/bin/julia"];
const quote = (value) => value === void 0 ? "not set" : `"${value}"`;
function juliaDifferences(found, { version }) {
	const [own = "", path = ""] = [textAt(found, "version"), textAt(found, "julia")];
	const place = path === julia ? "" : ` The julia first on the PATH is ${path}, and that of the context julia is ${julia}.`;
	if (own === version || /nightly/.test(version)) return place === "" ? [] : [`julia is another one than was copied, of the same version.${place} Put /usr/local/julia/bin first in PATH.`];
	return [`Julia is ${own}, and the packages were compiled by ${version}, so that all of them would be compiled again.${place}`];
}
function depotDifferences(found) {
	const path = textAt(found, "depotPath");
	const depots = Array.isArray(found["depots"]) ? found["depots"] : [];
	if (!depots.includes(depot)) return [`JULIA_DEPOT_PATH is ${quote(path)}: it does not hold ${depot}, where the compiled packages are. Set ENV JULIA_DEPOT_PATH=:${depot}.`];
	return depots[0] === depot ? [`JULIA_DEPOT_PATH is ${quote(path)}: ${depot} comes first, so that packages are added and scratch spaces written there, where a user other than root cannot. Set ENV JULIA_DEPOT_PATH=:${depot}.`] : [];
}
function projectDifferences(found) {
	const folder = textAt(found, "folder");
	return textAt(found, "project") !== void 0 || folder === void 0 ? [] : [`JULIA_PROJECT is not set: \`julia\` starts without the project in ${folder}, unless --project names it. Set ENV JULIA_PROJECT=${folder}.`];
}
function targetDifferences(found, { passes }) {
	const target = textAt(found, "cpuTarget");
	return target === void 0 || passes.includes(target) || passes.every((each) => each === "") ? [] : [`JULIA_CPU_TARGET is "${target}", and the packages were compiled for ${passes.map((each) => `"${each}"`).join(", then ")}: what is compiled in the image is for other CPUs. Leave it out, or set the input cpu-target to it.`];
}
function parse(text) {
	const found = parseJson$1(text);
	return isRecord(found) ? found : {};
}
/**
* What in a finished image's own environment differs from what was compiled, each with what it means and what to do.
*
* @param events of the verify stage: `environment JSON`
* @returns a line per difference, each once however many users found it
*/
function explainEnvironment(events, platform, compiled) {
	const lines = events.filter((event) => event.kind === "environment" && event.platform === platform).map(({ text }) => parse(text)).flatMap((each) => [
		...juliaDifferences(each, compiled),
		...depotDifferences(each),
		...projectDifferences(each),
		...targetDifferences(each, compiled)
	]);
	return [...new Set(lines)];
}

// src/bake/pull-definition.ts
/** The bake that shows that the builder can have a platform's depot layout from a registry; gives nothing. */
function pullDefinition(platform, context) {
	return {
		group: { default: { targets: ["pulled"] } },
		target: { pulled: {
			context: scripts,
			dockerfile,
			target: "pulled",
			platforms: [platform.name],
			contexts: { restored: context },
			output: ["type=cacheonly"],
			attest: withoutAttestations
		} }
	};
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
/** The depot layouts as the Dockerfile's contexts. */
const depotContexts = (depots) => Object.fromEntries(Object.entries(depots).map(([id, reference]) => [`depot-${id}`, reference]));
/** What the user's inputs say of an image, whatever Dockerfile it has. */
function exportSettings(bake, shared, inputs) {
	const output = imageOutputs(inputs);
	return {
		secret: shared.secrets,
		ssh: inputs.ssh,
		...settings(shared),
		tags: inputs.tags,
		labels: {
			...bake.labels,
			...keyValues(inputs.labels)
		},
		annotations: inputs.annotations,
		attest: attestations(inputs),
		...inputs.cacheFrom.length > 0 ? { "cache-from": inputs.cacheFrom } : {},
		...inputs.cacheTo.length > 0 ? { "cache-to": inputs.cacheTo } : {},
		...output.length > 0 ? { output } : {}
	};
}
/** The image bake: all platforms in one target, put together from Julia, the depot layouts and the user's context. */
function imageDefinition(bake, shared, inputs) {
	const image = {
		context: bake.context,
		dockerfile,
		target: "image",
		platforms: bake.sources.map(({ platform }) => platform.name),
		contexts: {
			...distributionContexts(bake.sources),
			...depotContexts(bake.depots),
			plan: shared.plan,
			scripts
		},
		args: {
			...buildArgs(inputs.buildArgs, bake.env),
			...stageArgs(shared),
			PROJECT: bake.project
		},
		...exportSettings(bake, shared, inputs)
	};
	return {
		group: { default: { targets: ["image"] } },
		target: {
			...distributionTargets(bake.sources),
			image
		}
	};
}

// src/bake/login.ts
/** Milliseconds that a registry has to answer; one that does not is no reason to stop. */
const PATIENCE = 5e3;
/** Whether an output goes to a registry, as buildx reads it. */
const isPushOutput = (output) => /(^|,)type=registry(,|$)/i.test(output) || /(^|,)push=true(,|$)/i.test(output);
/** Whether the inputs ask for a push. */
const asksForPush = ({ push, outputs }) => push || outputs.some(isPushOutput);
/** The inputs without all that pushes. */
const withoutPush = (inputs) => ({
	...inputs,
	push: false,
	outputs: inputs.outputs.filter((output) => !isPushOutput(output))
});
/** The registry of an image's name (https://github.com/distribution/reference): without a host it is Docker Hub. */
function registryOf(name) {
	const [first = "", ...rest] = name.split("/");
	return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}
/** Registries that a run pushes to. */
function pushedRegistries(inputs) {
	if (!asksForPush(inputs)) return [];
	const named = inputs.outputs.filter(isPushOutput).flatMap((output) => {
		const [, quoted, plain] = /(?:^|,)(?:"name=([^"]+)"|name=([^,]+))/.exec(output) ?? [];
		return (quoted ?? plain ?? "").split(",").filter((name) => name !== "");
	});
	return [...new Set([...inputs.tags, ...named].map(registryOf))];
}
/** Docker's own name for its registry among the logins. */
const loginNames = (registry) => registry === "docker.io" ? [
	"index.docker.io",
	"docker.io",
	"registry-1.docker.io"
] : [registry];
/** Whether Docker's configuration has a login for a registry; a store for all of them may have one. */
function hasLogin(registry, config) {
	if (textAt(config, "credsStore") !== void 0) return true;
	return [...Object.keys(recordAt(config, "auths")), ...Object.keys(recordAt(config, "credHelpers"))].some((host) => loginNames(registry).includes(host.replace(/^https?:\/\//, "").replace(/\/.*$/, "")));
}
/** Docker's configurations (https://docs.docker.com/reference/cli/docker/#configuration-files), what can be read of them. */
async function readConfigs(env) {
	const folder = env["DOCKER_CONFIG"] || join$2(env["HOME"] || homedir(), ".docker");
	const file = await readFile(join$2(folder, "config.json"), "utf8").catch(() => "{}");
	return [parseJson$1(file), parseJson$1(env["DOCKER_AUTH_CONFIG"] ?? "{}")].filter(isRecord);
}
/** Registries that a run pushes to and has no login for. */
async function registriesWithoutLogin(inputs, env) {
	const configs = await readConfigs(env);
	return pushedRegistries(inputs).filter((registry) => !configs.some((config) => hasLogin(registry, config)));
}
/** Whether a registry turns away who does not say who they are; one that cannot be asked is not judged. */
async function wantsLogin(registry) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const address = `${/^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(registry) ? "http" : "https"}://${host}/v2/`;
	const { status } = await fetch(address, {
		redirect: "manual",
		signal: AbortSignal.timeout(PATIENCE)
	}).catch(() => ({ status: 0 }));
	return status === 401;
}
/**
* Makes sure before any work that a registry which wants a login does not stop the push in the end.
*
* @param registries without a login, such as `ghcr.io`
* @throws {@link UserError} saying how to log in
*/
async function checkLogin(registries) {
	const [registry] = (await Promise.all(registries.map(async (registry) => await wantsLogin(registry) ? [registry] : []))).flat();
	if (registry === void 0) return;
	throw new UserError(`push: ${registry} takes nothing without a login, and there is none. Add docker/login-action for it before this step${registry === "ghcr.io" ? ", with packages: write in the job's permissions" : ""}, or do not push in this run, such as with push: \${{ github.event_name != 'pull_request' }}.`);
}

// src/bake/own-definition.ts
/** Names of targets that are julia-bake's own, so that no bake file may have one of them. */
const isReserved = (name) => /^(julia-bake-.*|(julia|depot|depot-report)-(amd64|arm|arm64|386|ppc64le)(v\d+)?|resolved)$/.test(name);
/** The contexts of a Dockerfile of the user's own. */
const ownContexts = {
	julia: "target:julia-bake-julia",
	"julia-depot": "target:julia-bake-depot",
	"julia-bake": "target:julia-bake-tools"
};
/** What those contexts are: for every platform its own Julia, depot and CPU targets. */
function ownTargets(bake, shared) {
	const target = (name, contexts) => ({
		context: shared.plan,
		dockerfile,
		target: name,
		platforms: bake.sources.map(({ platform }) => platform.name),
		contexts,
		attest: withoutAttestations
	});
	return {
		...distributionTargets(bake.sources),
		"julia-bake-julia": target("julia", distributionContexts(bake.sources)),
		"julia-bake-depot": target("julia-depot", depotContexts(bake.depots)),
		"julia-bake-tools": target("tools", {
			plan: shared.plan,
			scripts
		})
	};
}
/** The image bake of a Dockerfile of the user's own, with the contexts `julia`, `julia-depot` and `julia-bake`. */
function dockerfileDefinition(bake, shared, inputs) {
	const image = {
		context: bake.context,
		dockerfile: bake.file,
		...bake.target === "" ? {} : { target: bake.target },
		platforms: bake.sources.map(({ platform }) => platform.name),
		contexts: ownContexts,
		args: buildArgs(inputs.buildArgs, bake.env),
		...exportSettings(bake, shared, inputs)
	};
	return {
		group: { default: { targets: ["image"] } },
		target: {
			...ownTargets(bake, shared),
			image
		}
	};
}
/**
* The image bake of the user's own definition, with ours laid over it: every target gets the contexts; those that were
* asked for get the labels, secrets and network of the inputs as well, where they have none of their own.
*
* @param theirs what buildx made of the user's bake files
*/
function overlayDefinition(theirs, bake, shared, inputs) {
	const { targets: named } = theirs.group.default;
	const overlay = (name, target) => ({
		...target,
		contexts: {
			...target.contexts,
			...ownContexts
		},
		...named.includes(name) ? {
			labels: {
				...bake.labels,
				...target.labels
			},
			secret: [...target.secret ?? [], ...shared.secrets],
			ssh: [...target.ssh ?? [], ...inputs.ssh],
			...networkOf(target.network ?? shared.image.network)
		} : {}
	});
	const targets = Object.entries(theirs.target).map(([name, target]) => [name, overlay(name, target)]);
	return {
		group: { default: { targets: named } },
		target: {
			...Object.fromEntries(targets),
			...ownTargets(bake, shared)
		},
		theirs: Object.keys(theirs.target)
	};
}

// src/bake/printed.ts
/** bake prints strings so that it can read them again as HCL templates. */
const unescape = (text) => text.replace(/([$%])\1\{/g, "$1{");
const strings = (value) => {
	if (typeof value === "string") return unescape(value);
	if (Array.isArray(value)) return value.map(strings);
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, strings(each)]));
};
/** A field of a CSV record, in quotes where it has to be. */
const csvField = (text) => /[",\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
const text = (value) => typeof value === "string" ? value : JSON.stringify(value);
/** `{"type": "image", "push": "true"}` as buildx's options are written: `type=image,push=true`. */
const asRecord = (value) => isRecord(value) ? Object.entries(value).map(([name, each]) => csvField(`${name}=${text(each)}`)).join(",") : value;
/** `{"id": "k", "paths": ["a"]}` as `k=a`. */
function asSsh(value) {
	if (!isRecord(value)) return value;
	const paths = Array.isArray(value["paths"]) ? value["paths"].map(text) : [];
	return text(value["id"]) + (paths.length === 0 ? "" : `=${paths.join(",")}`);
}
/** The fields of a target that a newer buildx prints as objects, an older one as they are written. */
const written = {
	output: asRecord,
	attest: asRecord,
	secret: asRecord,
	"cache-from": asRecord,
	"cache-to": asRecord,
	ssh: asSsh
};
function readTarget(printed) {
	const fields = Object.entries(printed).map(([name, value]) => {
		const write = written[name];
		return [name, write !== void 0 && Array.isArray(value) ? value.map(write) : value];
	});
	return {
		context: ".",
		...Object.fromEntries(fields)
	};
}
/** The targets of a group, and of the groups in it: a matrix is one. */
function targetsOf(group, name) {
	const { targets } = recordAt(group, name);
	if (!Array.isArray(targets)) return [name];
	return targets.flatMap((each) => typeof each !== "string" || each === name ? [] : targetsOf(group, each));
}
/**
* Reads what `docker buildx bake --print` gives: the targets that are asked for, as the group `default`, and those that
* they are made from, with every field that buildx knows.
*/
function readPrinted(json) {
	const printed = strings(JSON.parse(json));
	const target = Object.entries(recordAt(printed, "target")).flatMap(([name, value]) => isRecord(value) ? [[name, readTarget(value)]] : []);
	const named = targetsOf(recordAt(printed, "group"), "default");
	return {
		group: { default: { targets: [...new Set(named)] } },
		target: Object.fromEntries(target)
	};
}

// src/bake/print.ts
const place = ({ source, files }) => [...source === "" || source === "." ? [] : [source], ...files.flatMap((file) => ["--file", file])];
/** Arguments of `docker` that have buildx read a bake definition and print what it makes of it. */
const printArguments = (inputs, targets) => [
	"buildx",
	"bake",
	"--progress=quiet",
	"--print",
	...place(inputs),
	...inputs.set.flatMap((each) => ["--set", each]),
	...inputs.push ? ["--push"] : [],
	...inputs.load ? ["--load"] : [],
	...inputs.noCache ? ["--no-cache"] : [],
	...inputs.pull ? ["--pull"] : [],
	...inputs.provenance ? [`--provenance=${inputs.provenance}`] : [],
	...inputs.sbom ? [`--sbom=${inputs.sbom}`] : [],
	...targets
];
/** The targets and groups that a bake definition has; none where this buildx cannot tell (before 0.20). */
async function listTargets(inputs, deps) {
	const list = [
		"buildx",
		"bake",
		"--progress=quiet",
		"--list=type=targets,format=json",
		...place(inputs)
	];
	const { out } = await askDocker(list, deps);
	return records(parseJson$1(out)).map((row) => String(row["name"]));
}
/**
* Has buildx read the user's bake definition: HCL, JSON or compose files, with groups, matrices, inheritance, variables
* and overrides.
*
* @param targets names of targets and groups; without any, the group or target `default`
* @throws {@link UserError} with buildx's own message and, for an unknown target, those that there are
*/
async function printBake(inputs, targets, deps) {
	const { out, error } = await askDocker(printArguments(inputs, targets), deps);
	if (error === void 0) return readPrinted(out);
	const unknown = /failed to find target (\S+)/.exec(error)?.[1];
	const where = inputs.files.length > 0 ? inputs.files.join(", ") : "the bake files that buildx finds";
	if (unknown === void 0) throw new UserError(`files: buildx cannot read ${where}: ${error.replace(/^ERROR: /, "")}`);
	const there = await listTargets(inputs, deps);
	throw new UserError(`targets: "${unknown}" is no target or group of ${where}. ${there.length > 0 ? `There are: ${there.join(", ")}. ` : ""}Name one of them in targets, or a group "default" in the file.`);
}

// src/bake/stages.ts
/** The named contexts that hold what julia-bake has made. */
const contextNames = [
	"julia",
	"julia-depot",
	"julia-bake"
];
/** Instructions, one a line: comments out, continued lines joined. */
const instructions = (text) => text.split(/\r?\n/).filter((line) => !/^\s*#/.test(line)).join("\n").replace(/[\\`][ \t]*\n/g, " ").split("\n").map((line) => line.trim());
/** The stages of a Dockerfile, each with the stages, images and contexts that it is made from. */
function readStages(text) {
	const stages = [];
	for (const line of instructions(text)) {
		const [, source, name = ""] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
		if (source !== void 0) stages.push({
			name: name.toLowerCase(),
			sources: [source]
		});
		else if (/^(COPY|ADD|RUN)\s/i.test(line)) {
			const from = [...line.matchAll(/(?:--from=|--mount=(?:[^\s]*,)?from=)"?([^\s,"]+)/g)];
			stages.at(-1)?.sources.push(...from.map((match) => match[1] ?? ""));
		}
	}
	return stages;
}
/**
* Whether the image of a Dockerfile is made from Julia or its depot: from one of the contexts that julia-bake gives.
*
* @param target name of the stage that is built; without one, the last
* @param holds what is known of contexts by other names, such as other targets of a bake file
*/
function takesJulia(text, target, holds = () => "no") {
	const stages = readStages(text);
	const find = (name) => stages.find((stage) => stage.name === name.toLowerCase()) ?? (/^\d+$/.test(name) ? stages[Number(name)] : void 0);
	const look = (name, seen) => {
		if (name.includes("$")) return "unknown";
		if (contextNames.includes(name)) return "yes";
		const context = holds(name);
		if (context !== "no" || seen.has(name)) return context;
		const sources = find(name)?.sources ?? [];
		return anyOf(sources.map((source) => look(source, /* @__PURE__ */ new Set([...seen, name]))));
	};
	const built = target === void 0 || target === "" ? stages.at(-1) : find(target);
	return built === void 0 ? "unknown" : anyOf(built.sources.map((source) => look(source, /* @__PURE__ */ new Set([built.name]))));
}
/** `yes` if anything is, else `unknown` if anything may be. */
const anyOf = (taken) => taken.includes("yes") ? "yes" : taken.includes("unknown") ? "unknown" : "no";

// src/bake/resolve-definition.ts
/** The resolve bake: exports the manifests of projects that have none, under their paths in the context. */
function resolveDefinition(source, shared, { context, output }) {
	const resolved = {
		context,
		dockerfile,
		target: "resolved",
		platforms: [source.platform.name],
		contexts: {
			...distributionContexts([source]),
			...baseContexts(shared),
			plan: shared.plan,
			scripts
		},
		args: stageArgs(shared),
		output: [`type=local,dest=${output}`],
		attest: withoutAttestations,
		...credentials(shared),
		...settings(shared),
		"no-cache": true
	};
	return {
		group: { default: { targets: ["resolved"] } },
		target: {
			...baseTargets(shared, source.platform.name),
			...distributionTargets([source]),
			resolved
		},
		...theirs(shared)
	};
}

// src/bake/verify-definition.ts
/** Whether any image of a definition leaves the builder: is pushed, loaded or written somewhere. */
const isExported = ({ group, target }) => group.default.targets.some((name) => target[name]?.output !== void 0);
/** The target that loads an image. */
const verifyTarget = (name, { platforms, network, "no-cache": noCache }, plan) => ({
	context: plan,
	dockerfile,
	target: "verify",
	...platforms === void 0 ? {} : { platforms },
	contexts: {
		"finished-image": `target:${name}`,
		plan,
		scripts
	},
	output: ["type=cacheonly"],
	attest: withoutAttestations,
	...network === void 0 ? {} : { network },
	...noCache === void 0 ? {} : { "no-cache": noCache }
});
/** An image that is built and goes nowhere yet. */
const unexported = (target) => ({
	...target,
	...target["cache-to"] === void 0 ? {} : { "cache-to": [] },
	output: ["type=cacheonly"],
	tags: [],
	attest: withoutAttestations
});
/**
* The bake that shows that images load without compiling, from the definition of the images' own bake: builds the
* same images and exports nothing of them, so that their own bake afterwards finds everything in the builder's
* cache. Images that are not exported at all are left as they are, and need no other bake.
*
* @param names targets whose images are loaded: those that hold Julia
* @param plan folder of the plan that the stage's script reads
*/
function verifyDefinition(definition, names, plan) {
	const { group, target } = definition;
	const images = group.default.targets;
	const kept = !isExported(definition);
	const verify = names.flatMap((name) => {
		const image = target[name];
		return image === void 0 ? [] : [[`julia-bake-verify-${name}`, verifyTarget(name, image, plan)]];
	});
	const built = images.flatMap((name) => {
		const image = target[name];
		return image === void 0 ? [] : [[name, kept ? image : unexported(image)]];
	});
	return {
		...definition,
		group: { default: { targets: [...images, ...verify.map(([name]) => name)] } },
		target: {
			...target,
			...Object.fromEntries(built),
			...Object.fromEntries(verify)
		}
	};
}
/** The images' own bake after {@link verifyDefinition}: of what was verified nothing is built again. */
function exportDefinition(definition) {
	const cached = (target) => ({
		...target,
		...target["no-cache"] === void 0 ? {} : { "no-cache": false },
		...target["no-cache-filter"] === void 0 ? {} : { "no-cache-filter": [] }
	});
	const targets = Object.entries(definition.target).map(([name, target]) => [name, cached(target)]);
	return {
		...definition,
		target: Object.fromEntries(targets)
	};
}

// src/report/timeline.ts
const stepWords = {
	depot: {
		instantiate: "install packages",
		precompile: "precompile",
		prune: "prune and pack"
	},
	image: {
		instantiate: "install for the project",
		precompile: "compile the project",
		export: "pack the project"
	},
	verify: { verify: "verify: load the image" }
};
/** What of BuildKit's own steps is worth a line; the stages speak for themselves. */
function vertexWords(name) {
	if (/\bexporting to (image|oci|docker)/.test(name)) return "export";
	return /^\[.*\] FROM (?!scratch)/.test(name) ? "pull the base image" : void 0;
}
/** Steps of this platform and bake that BuildKit tells of, from where the bake began. */
function vertexSpans({ transcript }, began) {
	const vertices = [...transcript.vertices.values()].filter(({ started }) => started !== void 0);
	const [first] = vertices.map(({ started }) => started ?? "").sort();
	return vertices.flatMap(({ name, started, completed, cached }) => {
		const words = vertexWords(name);
		if (words === void 0 || cached === true || completed === void 0) return [];
		const [from, to] = [secondsBetween(first, started), secondsBetween(first, completed)];
		return [{
			name: words,
			kind: "step",
			from: began + from,
			to: began + to
		}];
	});
}
/** @param now seconds since the run began */
function startTimeline(now) {
	const spans = [];
	const lanes = /* @__PURE__ */ new Map();
	const close = (platform, open) => {
		if (open !== void 0) spans.push({
			platform,
			...open,
			to: now()
		});
	};
	const endLane = (platform) => {
		const lane = lanes.get(platform);
		if (lane === void 0) return;
		close(platform, lane.step);
		lane.packages.forEach((open) => close(platform, open));
		lanes.delete(platform);
	};
	const onEvent = ({ platform, kind, text }) => {
		const [name = ""] = text.split(" ");
		if (kind === "stage") {
			endLane(platform);
			lanes.set(platform, {
				stage: text,
				step: void 0,
				packages: /* @__PURE__ */ new Map()
			});
		}
		const lane = lanes.get(platform);
		if (lane === void 0) return;
		if (kind === "step") {
			close(platform, lane.step);
			const words = stepWords[lane.stage]?.[text];
			lane.step = words === void 0 ? void 0 : {
				name: words,
				kind: "step",
				from: now()
			};
		}
		if (kind === "start") lane.packages.set(name, {
			name,
			kind: "package",
			from: now()
		});
		if (kind === "done") {
			close(platform, lane.packages.get(name));
			lane.packages.delete(name);
		}
	};
	const watch = async (platforms, bake) => {
		const began = now();
		const result = await bake();
		platforms.forEach(endLane);
		const [platform] = platforms.length === 1 ? platforms : [];
		const own = vertexSpans(result, began).map((span) => ({
			...platform === void 0 ? {} : { platform },
			...span
		}));
		spans.push(...own);
		return result;
	};
	const measure = async (step, work) => {
		const from = now();
		try {
			return await work();
		} finally {
			spans.push({
				...step,
				kind: "step",
				from,
				to: now()
			});
		}
	};
	return {
		onEvent,
		watch,
		measure,
		spans: () => [...spans].sort((a, b) => a.from - b.from).map(roundSpan)
	};
}
const round = (seconds) => Math.round(seconds * 100) / 100;
const roundSpan = (span) => ({
	...span,
	from: round(span.from),
	to: round(span.to)
});

// src/outputs.ts
/**
* Writes the report where later steps find it; gives its path. The name tells the platforms, so that reports of
* several runners can be gathered in one folder.
*/
async function writeReport(report, env) {
	const folder = join$2(env["RUNNER_TEMP"] ?? tmpdir(), "julia-bake");
	await mkdir(folder, { recursive: true });
	const platforms = report.platforms.map(({ platform }) => platform.replaceAll("/", "-"));
	const file = join$2(folder, `${[
		"report",
		...platforms,
		process.pid
	].join("-")}.json`);
	await writeFile(`${file}.part`, `${JSON.stringify(report, void 0, 2)}\n`);
	await rename(`${file}.part`, file);
	return file;
}
/** The outputs of action.yml, by name; a dry run leaves empty what only a build can tell. */
function outputsOf(result, reportFile = "") {
	const [plan, image] = "plan" in result ? [result.plan, void 0] : [result.report.plan, result.image];
	const about = "plan" in result ? result.plan : result.report;
	const platforms = about.platforms;
	const byPlatform = (value) => JSON.stringify(Object.fromEntries(platforms.map((platform) => [platform.platform, value(platform)])));
	return {
		"julia-version": about.juliaVersion,
		"cpu-targets": byPlatform(({ cpuTarget }) => cpuTarget),
		"manifest-hash": about.manifestHash,
		"cache-hit": String(platforms.every(({ cache }) => cache === "exact")),
		"cache-keys": byPlatform(({ key }) => key),
		digest: image?.digest ?? "",
		metadata: JSON.stringify(image?.metadata ?? {}),
		"image-id": image?.imageId ?? "",
		report: reportFile,
		plan: JSON.stringify(plan ?? {})
	};
}
function setOutputs(outputs) {
	for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
}
/** Sets the outputs once, and writes the job summary. */
async function writeOutputs(result) {
	if ("plan" in result) {
		setOutputs(outputsOf(result));
		return addSummary(renderPlan(result.plan));
	}
	const { report } = result;
	setOutputs(outputsOf(result, await writeReport(report, process.env)));
	await addSummary(renderSummary(report));
	logSummary(writeSummaryText(report));
}
async function addSummary(summary$1) {
	if (process.env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(summary$1, true).write();
}
function logSummary(text) {
	startGroup("Summary");
	info(text);
	endGroup();
}
/** Writes the job summary to the runner and to the log. */
async function writeSummary(summary) {
	await addSummary(summary);
	logSummary(summary);
}

export { UserError, annotationAt, askDocker, asksForPush, checkBuilder, checkBuildx, checkLogin, checkServerToken, compiledNow, cpuDefinition, cpusToVerify, depotDefinition, depotTarget, digestOf, dockerfileDefinition, dockerfilePath, entryKeys, explain, explainEnvironment, exportDefinition, fetchReleases, findDistribution, forecast, hasBake, hasDistribution, hasNative, hashTree, imageDefinition, isExported, isPushOutput, isRecord, isReserved, joinHashes, juliaTar, makeRecipes, makeRecord, manifestJuliaVersion, messageOf, overlayDefinition, parseCpuTarget, parseDepotReport, parseHashTree, parseJson$1 as parseJson, parsePlatform, parseRecord$1 as parseRecord, printBake, provideDistribution, pullDefinition, readEnvironment, readFileEvent, readInputs, readLoads, realDeps, recordAt, records, registriesWithoutLogin, requireManifest, resolveDefinition, resolveTarget, resolveVersion, runBake, secretSpecs, showPlan, splitList, startTimeline, table, takesJulia, tellProgress, textAt, verifyDefinition, withoutPush, writeHashTree, writeOutputs, writeSummary };