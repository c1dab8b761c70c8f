import { getInput, info, setFailed, setOutput } from "./vendor.js";
import { UserError, askDocker, checkBuildx, isRecord, messageOf, parsePlatform, realDeps, recordAt, records, splitList, table, textAt, writeSummary } from "./shared.js";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { readFile, readdir, stat } from "node:fs/promises";

// src/merge/inputs.ts
/**
* Reads the inputs from the environment that the runner set up.
*
* @throws {@link UserError} naming the input, its value and what is allowed
*/
function readMergeInputs() {
	const tags = splitList(getInput("tags"));
	if (tags.length === 0) throw new UserError("tags: the list is empty. Name where the image goes, such as ghcr.io/OWNER/NAME:latest.");
	const digests = splitList(getInput("digests"));
	if (digests.length === 0) throw new UserError("digests: the list is empty. Name the folder of the downloaded reports, or digests such as sha256:….");
	const annotations = splitList(getInput("annotations"), true);
	const wrong = annotations.find((line) => !/^[^=]+=/.test(line));
	if (wrong !== void 0) throw new UserError(`annotations: "${wrong}" is not an annotation. Write one key=value or type:key=value per line.`);
	const platforms = splitList(getInput("platforms")).map((each) => parsePlatform(each).name);
	return {
		tags,
		digests,
		annotations,
		platforms: [...new Set(platforms)],
		builder: getInput("builder")
	};
}

// src/merge/manifests.ts
/** Labels of an image that tell what it was built from; src/image.ts sets them. */
const labels = {
	commit: "org.opencontainers.image.revision",
	julia: "org.julialang.version"
};
/** A platform as buildx says it: `linux/arm64/v8` is `linux/arm64`. */
function platformName(value) {
	const [os, arch, variant] = [
		"os",
		"architecture",
		"variant"
	].map((name) => textAt(value, name));
	if (os === void 0 || arch === void 0) return void 0;
	const name = [
		os,
		arch,
		...variant === void 0 ? [] : [variant]
	].join("/");
	return name === "linux/arm64/v8" ? "linux/arm64" : name;
}
/**
* Provenance and SBOM of an image are manifests beside it
* (https://docs.docker.com/build/metadata/attestations/attestation-storage/).
*/
const isAttestation = (manifest) => textAt(recordAt(manifest, "annotations"), "vnd.docker.reference.type") === "attestation-manifest" || platformName(recordAt(manifest, "platform")) === "unknown/unknown";
/** Digest of an index or manifest, from its bytes as the registry has them. */
const digestOf = (raw) => `sha256:${createHash("sha256").update(raw).digest("hex")}`;
/**
* The images that a digest stands for: those of an index without their attestations, or the one image itself.
*
* @param raw an index or manifest as the registry has it
*/
function imagesOf(raw) {
	const parsed = JSON.parse(raw);
	if (!isRecord(parsed) || !Array.isArray(parsed["manifests"])) return [{ digest: digestOf(raw) }];
	return records(parsed["manifests"]).filter((manifest) => !isAttestation(manifest)).map((manifest) => {
		const platform = platformName(recordAt(manifest, "platform"));
		return {
			digest: textAt(manifest, "digest") ?? "",
			...platform === void 0 ? {} : { platform }
		};
	});
}
/** Whether an index has annotations of its own; buildx leaves them out where the format has none. */
const isAnnotated = (raw) => Object.keys(recordAt(JSON.parse(raw), "annotations")).length > 0;
/** Reads an image's configuration (https://github.com/opencontainers/image-spec/blob/main/config.md). */
function readConfiguration(json) {
	const parsed = JSON.parse(json);
	const found = recordAt(recordAt(parsed, "config"), "Labels");
	const [commit, julia] = [textAt(found, labels.commit), textAt(found, labels.julia)];
	return {
		platform: (isRecord(parsed) ? platformName(parsed) : void 0) ?? "unknown",
		...commit === void 0 ? {} : { commit },
		...julia === void 0 ? {} : { julia }
	};
}

// src/merge/agreement.ts
const named = ({ platform, reference }) => `${platform} (${reference})`;
const list = (names) => names.join(", ");
/**
* Every expected platform has to be there exactly once; without expectations, every platform that is there.
*
* @param expected names as buildx says them
* @throws {@link UserError} naming the platform and its digests
*/
function checkPlatforms(images, expected) {
	if (images.length === 0) throw new UserError("digests: there is no image in what they name.");
	const there = images.map(({ platform }) => platform);
	const twice = there.find((platform, at) => there.indexOf(platform) !== at);
	if (twice !== void 0) {
		const same = images.filter(({ platform }) => platform === twice);
		throw new UserError(`digests: ${twice} is there ${same.length} times: ${list(same.map(({ reference }) => reference))}. Each platform is built by one job: check the matrix, and merge only what one workflow run has built.`);
	}
	if (expected.length === 0) return;
	const missing = expected.filter((platform) => !there.includes(platform));
	if (missing.length > 0) throw new UserError(`platforms: there is no image for ${list(missing)} among the digests, only ${list(images.map(named))}. Check that its build pushed by digest and uploaded its report, or take it out of "platforms".`);
	const other = images.filter(({ platform }) => !expected.includes(platform));
	if (other.length > 0) throw new UserError(`platforms: the digests hold ${list(other.map(named))} besides ${list(expected)}. Add it to "platforms", or leave its digest out.`);
}
const origins = [{
	key: "commit",
	difference: "the images come from different commits",
	remedy: "Merge only what one workflow run has built; if some of its jobs are older, run all of them again.",
	unknown: "which commit it comes from"
}, {
	key: "julia",
	difference: "the images have different versions of Julia",
	remedy: "Run all build jobs again; an exact \"julia-version\", such as \"1.12.7\", is the same in each of them whatever is released meanwhile.",
	unknown: "which Julia it has"
}];
/**
* All images have to come from the same commit and have the same Julia: what one tag gives may not depend on the
* machine that pulls it.
*
* @returns what could not be checked, since no image tells it
* @throws {@link UserError} with what each image says
*/
function checkOrigin(images) {
	return origins.flatMap(({ key, difference, remedy, unknown }) => {
		const values = new Set(images.map((image) => image[key]));
		if (values.size > 1) {
			const lines = images.map((image) => `  ${image.platform}: ${image[key] ?? "not told"}, ${image.reference}`);
			throw new UserError([
				`digests: ${difference} (label ${labels[key]}):`,
				...lines,
				remedy
			].join("\n"));
		}
		return values.has(void 0) ? [`digests: no image tells ${unknown} (label ${labels[key]}): not checked.`] : [];
	});
}

// src/merge/arguments.ts
const imagetools = (command, builder) => [
	"buildx",
	"imagetools",
	command,
	...builder ? ["--builder", builder] : []
];
/** Arguments of `docker` that print an index or manifest, byte by byte as the registry has it. */
const rawArguments = (reference, builder) => [
	...imagetools("inspect", builder),
	"--raw",
	reference
];
/** Arguments of `docker` that print the configuration of one platform's image. */
const imageArguments = (reference, builder) => [
	...imagetools("inspect", builder),
	"--format",
	"{{json .Image}}",
	reference
];
const type = String.raw`(?:manifest|index)(?:-descriptor)?(?:\[[^\]]*\])?`;
const types = new RegExp(`^${type}(?:,${type})*:`);
/**
* An annotation as one of the index, whatever its type: the lists that docker/metadata-action makes are for the build,
* and `imagetools create` refuses every type that is not the index's own.
*
* @param annotation `[type:]key=value`
*/
const indexAnnotation = (annotation) => `index:${annotation.replace(types, "")}`;
/**
* Arguments of `docker` that push one index of all images under every tag.
*
* @param references `repository@sha256:…`: tags in several repositories leave bare digests without one
*/
const createArguments = ({ tags, annotations, builder }, references) => [
	...imagetools("create", builder),
	...annotations.flatMap((annotation) => ["--annotation", indexAnnotation(annotation)]),
	...tags.flatMap((tag) => ["--tag", tag]),
	...references
];

// src/merge/digests.ts
const bare = /^(?:sha256:)?([0-9a-f]{64})$/;
const qualified = /^[^@\s]+@sha256:[0-9a-f]{64}$/;
/** The repository of a reference, without tag and digest. */
const repositoryOf = (reference) => reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
async function reportedDigest(file) {
	const text = await readFile(file, "utf8");
	let report;
	try {
		report = JSON.parse(text);
	} catch {
		throw new UserError(`digests: ${file} is not JSON. Pass on the file that the output "report" names.`);
	}
	const digest = bare.exec(textAt(recordAt(report, "image"), "digest") ?? "")?.[1];
	if (digest !== void 0) return digest;
	throw new UserError(`digests: ${file} reports no digest: that build failed or pushed nothing. It needs an output such as "type=image,name=REPOSITORY,push-by-digest=true,name-canonical=true,push=true".`);
}
async function digestIn$1(file) {
	const named = bare.exec(basename(file))?.[1];
	if (named !== void 0) return named;
	if (file.endsWith(".json")) return reportedDigest(file);
	throw new UserError(`digests: ${file} is neither a report of julia-bake (a .json file) nor named by a digest (64 hex digits). Download the digests into a folder of their own.`);
}
async function filesAt(path) {
	const found = await stat(path).catch(() => void 0);
	if (found === void 0) throw new UserError(`digests: "${path}" is neither a digest (sha256: and 64 hex digits, with or without "repository@" in front) nor a file or folder. Check the path of actions/download-artifact.`);
	if (!found.isDirectory()) return [path];
	const files = (await readdir(path, {
		recursive: true,
		withFileTypes: true
	})).filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
	if (files.length > 0) return files.sort();
	throw new UserError(`digests: the folder ${path} is empty. Upload the file that the output "report" names in each build job, and check the pattern of actions/download-artifact.`);
}
async function readEntry(entry, repository) {
	const digest = bare.exec(entry)?.[1];
	if (digest !== void 0) return [{
		reference: `${repository}@sha256:${digest}`,
		from: "the input"
	}];
	if (qualified.test(entry)) return [{
		reference: entry,
		from: "the input"
	}];
	const files = await filesAt(entry);
	return Promise.all(files.map(async (file) => ({
		reference: `${repository}@sha256:${await digestIn$1(file)}`,
		from: file
	})));
}
/**
* What to merge, as `repository@sha256:…`: from digests, references, and files. A file is the report of a build, or is
* named by the digest as in Docker's documentation
* (https://docs.docker.com/build/ci/github-actions/multi-platform/). A digest without a repository is one of the
* first tag's.
*
* @throws {@link UserError} for what is no digest, and for a digest that is there twice
*/
async function readReferences({ tags, digests }) {
	const repository = repositoryOf(tags[0] ?? "");
	const found = (await Promise.all(digests.map((entry) => readEntry(entry, repository)))).flat();
	const seen = /* @__PURE__ */ new Map();
	for (const { reference, from } of found) {
		const digest = reference.replace(/^.*@/, "");
		const before = seen.get(digest);
		if (before !== void 0) throw new UserError(`digests: ${digest} is there twice, from ${before} and from ${from}. Each platform is built by one job: check the matrix, and merge only what one workflow run has built.`);
		seen.set(digest, from);
	}
	return found.map(({ reference }) => reference);
}

// src/merge/run.ts
/** buildx prints its progress and its error to the same stream. */
const errorIn = (said) => /^ERROR: .*/ms.exec(said)?.[0].trim() ?? said;
/** Output of a docker command; a failure is the user's to mend. */
async function docker(args, what, deps) {
	const { out, error } = await askDocker(args, deps);
	if (error === void 0) return out;
	throw new UserError(`${what}: ${errorIn(error)}`);
}
/** The images behind a reference, with what each tells about itself. */
async function inspect(reference, builder, deps) {
	const what = `digests: ${reference} cannot be read. Check that the build pushed it and that this job is logged in to its registry; a digest without "repository@" in front is one of the first tag's repository. buildx says`;
	const manifests = imagesOf(await docker(rawArguments(reference, builder), what, deps));
	return Promise.all(manifests.map(async ({ digest, platform }) => {
		const image = `${repositoryOf(reference)}@${digest}`;
		const told = readConfiguration(await docker(imageArguments(image, builder), what, deps));
		return {
			...told,
			platform: platform ?? told.platform,
			reference
		};
	}));
}
function show({ log }, images) {
	log.startGroup("Images to merge");
	for (const { platform, reference, commit = "not told", julia = "not told" } of images) log.info(`${platform.padEnd(12)} Julia ${julia.padEnd(8)} commit ${commit} ${reference}`);
	log.endGroup();
}
/** Pushes the index after showing it; the registry has to give back what was shown. */
async function push(inputs, references, deps) {
	const { tags, annotations, builder } = inputs;
	const args = createArguments(inputs, references);
	const index = (await docker([...args, "--dry-run"], "The index cannot be made", deps)).replace(/\n$/, "");
	deps.log.startGroup("Index");
	deps.log.info(`docker ${args.join(" ")}`);
	deps.log.info(index);
	deps.log.endGroup();
	if (annotations.length > 0 && !isAnnotated(index)) throw new UserError("annotations: the images have manifests of Docker's own format, whose index has no annotations. Build them with \"oci-mediatypes=true\" among their outputs, or take the annotations out.");
	await docker(args, `tags: pushing to ${tags.join(", ")} failed`, deps);
	const digest = digestOf(index);
	for (const tag of tags) {
		const pushed = digestOf(await docker(rawArguments(tag, builder), `tags: ${tag} cannot be read`, deps));
		if (pushed === digest) continue;
		throw new UserError(`tags: ${tag} is ${pushed} in the registry, not ${digest}, which was pushed. Something else pushes to this tag at the same time: let only one job do so, with "concurrency".`);
	}
	return digest;
}
/**
* The story of a merge: reads what the digests stand for, checks that together they are one image, pushes an index of
* them under all tags, attestations included.
*
* @throws {@link UserError} for everything that keeps them from being one image, before anything is pushed
*/
async function mergeImages(inputs, deps) {
	const references = await readReferences(inputs);
	await checkBuildx(deps);
	const images = await Promise.all(references.map((reference) => inspect(reference, inputs.builder, deps)));
	show(deps, images.flat());
	checkPlatforms(images.flat(), inputs.platforms);
	for (const warning of checkOrigin(images.flat())) deps.log.warning(warning);
	return {
		digest: await push(inputs, references, deps),
		tags: inputs.tags,
		images: images.flat()
	};
}

// src/merge/summary.ts
const digestIn = (reference) => reference.replace(/^.*@/, "");
/** The job summary of a merge, as GitHub-flavoured Markdown. */
const renderMergeSummary = ({ digest, tags, images }) => [
	`## 🫖 Merged ${images.map(({ platform }) => platform).join(", ")}: ${tags.map((tag) => `\`${tag}\``).join(", ")}`,
	"",
	`Digest \`${digest}\``,
	"",
	...table([
		"Platform",
		"Julia",
		"Commit",
		"Digest"
	], images.map(({ platform, julia = "–", commit = "–", reference }) => [
		`\`${platform}\``,
		julia,
		commit,
		`\`${digestIn(reference)}\``
	])),
	""
].join("\n");

// src/merge.ts
try {
	const merged = await mergeImages(readMergeInputs(), realDeps());
	setOutput("digest", merged.digest);
	await writeSummary(renderMergeSummary(merged));
} catch (error) {
	setFailed(messageOf(error));
	if (!(error instanceof UserError) && error instanceof Error) info(error.stack ?? "");
}

export {  };