public import Base
public import Domain
import Foundation
import Store

/// A file, without its bytes.
public struct AttachmentResource: Resource {
    public let id: ID<Attachment>
    public let attachment: Attachment
    public let createdAt: Instant

    init(_ stored: Attachments.Stored) {
        id = stored.id
        attachment = stored.attachment
        createdAt = stored.createdAt
    }

    static let fields = [
        Field("id", .id(Attachment.idPrefix)),
        Field("name", .text(max: 200)),
        Field("type", .text(max: 100), .required, "Of the bytes, as found out by Nuo."),
        Field("size", .integer(0...(FileTerms.megabytesMost << 20)), .required, "Bytes."),
        Field("createdAt", .instant),
    ]
    public static let shape = Shape.object(fields)

    var members: [JSON.Object.Member] {
        [
            .init(key: "id", value: .string(id.description)),
            .init(key: "name", value: .string(attachment.name)),
            .init(key: "type", value: .string(attachment.type.media)),
            .init(key: "size", value: .integer(attachment.size)),
            .init(key: "createdAt", value: .string(createdAt.iso8601)),
        ]
    }

    public var json: JSON { .object(JSON.Object(members)) }
}

/// A file with its bytes.
public struct AttachmentContent: Resource {
    public let resource: AttachmentResource
    public let bytes: [UInt8]

    public static let shape = Shape.object(
        AttachmentResource.fields + [
            Field("content", .document(max: 14_000_000), .required, "The bytes in base 64.")
        ])

    public var json: JSON {
        let content = JSON.string(Data(bytes).base64EncodedString())
        return .object(
            JSON.Object(resource.members + [.init(key: "content", value: content)]))
    }
}

extension Field {
    /// Bytes in JSON; a larger file comes by the answering page.
    static let content = Field("content", .document(max: 1_900_000), .required, "Base 64.")
}

extension Input {
    func bytes(_ name: String) throws(Refusal) -> [UInt8] {
        guard let data = Data(base64Encoded: text(name), options: .ignoreUnknownCharacters) else {
            throw .invalid(name, "notBase64")
        }
        return Array(data)
    }
}
