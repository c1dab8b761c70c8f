import { describe, expect, it } from '@jest/globals'
import { renderMergeSummary } from '../../src/merge/index.ts'

describe('renderMergeSummary', () => {
  it('tells what was merged, and from what', () => {
    expect(
      renderMergeSummary({
        digest: 'sha256:index',
        tags: ['ghcr.io/acme/app:1', 'ghcr.io/acme/app:latest'],
        images: [
          {
            platform: 'linux/amd64',
            reference: 'ghcr.io/acme/app@sha256:a',
            commit: 'c0ffee',
            julia: '1.12.7'
          },
          { platform: 'linux/arm64', reference: 'ghcr.io/acme/app@sha256:b' }
        ]
      })
    ).toBe(`## 🫖 Merged linux/amd64, linux/arm64: \`ghcr.io/acme/app:1\`, \`ghcr.io/acme/app:latest\`

Digest \`sha256:index\`

| Platform | Julia | Commit | Digest |
| --- | --- | --- | --- |
| \`linux/amd64\` | 1.12.7 | c0ffee | \`sha256:a\` |
| \`linux/arm64\` | – | – | \`sha256:b\` |
`)
  })
})
