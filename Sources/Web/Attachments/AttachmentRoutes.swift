import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let attachmentsAPI: [APIRoute] = [
        APIRoute(.post, "/attachments", AddAttachment.self, status: .created),
        APIRoute(.get, "/attachments/{attachment}", ShowAttachment.self),
        APIRoute(.get, "/pictures", ListPictures.self),
        APIRoute(.post, "/pictures", AddPicture.self, status: .created),
    ]

    static let attachmentsPages: [PageRoute] = [
        PageRoute(.get, "/attachments/{attachment}", .right(.answersRead)) { visit in
            let id: ID<Attachment> = try visit.id("attachment")
            let content = try await visit.desk.perform(
                ShowAttachment.self,
                .init([.init(key: "attachment", value: .string(id.description))]))
            return .file(
                content.bytes, type: content.resource.attachment.type,
                name: content.resource.attachment.name)
        },
        PageRoute(.get, "/f/{token}", .anyone) { visit in
            let file = try await FileLink.open(
                visit.parameter("token"), in: visit.site.house)
            var reply = Reply.file(
                file.bytes, type: file.attachment.type, name: file.attachment.name)
            reply.headers[.init("Referrer-Policy")!] = "no-referrer"
            reply.headers[.init("X-Robots-Tag")!] = "noindex"
            reply.headers[.cacheControl] = "private, max-age=3600"
            return reply
        },
        PageRoute(.get, "/a/{token}/pictures/{attachment}", .anyone) { visit in
            let picture = try await AnswerPicture.open(
                try visit.id("attachment"), by: visit.parameter("token"), in: visit.site.house)
            var reply = Reply.file(picture.bytes, type: picture.type, name: nil)
            reply.headers[.cacheControl] = "public, max-age=86400"
            return reply
        },
        PageRoute(.get, "/pictures", .right(.answersRead), handler: PicturesPage.show),
        PageRoute(
            .post, "/pictures", .right(.instrumentsWrite), bodyLimit: FormBody.singleMost,
            streams: true, handler: PicturesPage.add),
    ]
}

extension Reply {
    /// A file from outside: saved and never opened in our place, and powerless if it is.
    static func file(_ bytes: [UInt8], type: FileType, name: String?) -> Reply {
        var disposition = "attachment"
        if let name {
            let plain = String(name.map { $0.isASCII && $0 != "\\" ? $0 : "_" })
            disposition += "; filename=\"\(plain)\"; filename*=UTF-8''\(FormDecoding.encoded(name))"
        }
        return Reply(
            .bytes(bytes, type: type.media),
            headers: [
                .contentDisposition: disposition,
                .contentSecurityPolicy: "default-src 'none'; style-src 'none'; sandbox; "
                    + "frame-ancestors 'none'",
            ])
    }
}
