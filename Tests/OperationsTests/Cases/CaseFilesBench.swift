import Base
import Domain
import Foundation
import Post
import TestSupport

@testable import Operations

/// Files for tests of what goes along with answers.
enum CaseFilesBench {
    static let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    static let pdf = MailMessage.base64(
        Array("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".utf8))
    static let amr = MailMessage.base64(Array("#!AMR\n".utf8) + [UInt8](repeating: 0x3C, count: 40))

    static func bring(
        _ name: String, _ base64: String, for one: JSON, by desk: Desk
    ) async throws -> JSON {
        let kept = try await desk.perform(
            AddCaseFile.self, ["case": one, "name": .string(name), "content": .string(base64)])
        return .string(kept.id.description)
    }

    static func bytes(_ base64: String) -> [UInt8] {
        Array(Data(base64Encoded: base64) ?? Data())
    }
}
