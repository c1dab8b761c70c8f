# The cpu stage: tells the CPU that Julia's `native` stands for on this builder from others, also under emulation.

include("common.jl")

"What a CPU is and what it can do; not how fast it runs at the moment, and each core says the same."
const TELLING = r"^(vendor_id|cpu family|model|model name|flags|Features|CPU (implementer|architecture|variant|part)|cpu|machine)\s*:"

"Eight hex digits that stand for what the kernel says of the CPU."
function digest_cpu(file)
    lines = isfile(file) ? filter(line -> occursin(TELLING, line), readlines(file)) : String[]
    return string(Base._crc32c(join(sort(unique(lines)), '\n')), base = 16, pad = 8)
end

function main()
    say("stage cpu")
    say("cpu ", Sys.CPU_NAME, "-", digest_cpu("/proc/cpuinfo"))
end

main()
