variable "REGISTRY" {
  default = "ghcr.io/OWNER"
}

variable "BASE_IMAGE" {
  default = "debian:trixie-slim"
}

group "default" {
  targets = ["service", "worker", "pages"]
}

# What system packages the images need; with base-image: target:system the packages are compiled on it, too.
target "system" {
  dockerfile-inline = "FROM ${BASE_IMAGE}\nRUN useradd --create-home app"
}

target "julia" {
  dockerfile = "service.Dockerfile"
  contexts = { system = "target:system" }
  platforms = ["linux/amd64", "linux/arm64"]
}

target "service" {
  name = service
  matrix = { service = ["greeter", "mailer"] }
  inherits = ["julia"]
  args = { NAME = service }
  tags = ["${REGISTRY}/${service}:latest"]
}

target "worker" {
  inherits = ["julia"]
  target = "worker"
  tags = ["${REGISTRY}/worker:latest"]
}

# Holds no Julia: it is built with the others, and not verified.
target "pages" {
  dockerfile-inline = "FROM scratch\nCOPY bin /pages/"
  platforms = ["linux/amd64", "linux/arm64"]
  tags = ["${REGISTRY}/pages:latest"]
}
