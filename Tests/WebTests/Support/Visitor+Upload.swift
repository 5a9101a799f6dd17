import HTTPTypes
import NIOCore

/// A part of a form with files in it.
enum UploadPart {
    case text(String, String)
    /// Field, name and bytes.
    case file(String, String, [UInt8])
}

extension Visitor {
    /// Posts a form with files as a browser does, with a wrong type on purpose.
    func upload(
        _ path: String, _ parts: [UploadPart], more: HTTPFields = [:],
        on client: TestClient
    ) async throws -> TestResponse {
        var body: [UInt8] = []
        for part in parts {
            body += "--x9\r\nContent-Disposition: form-data; ".utf8
            switch part {
            case .text(let name, let text): body += "name=\"\(name)\"\r\n\r\n\(text)".utf8
            case .file(let name, let file, let bytes):
                body += "name=\"\(name)\"; filename=\"\(file)\"\r\n".utf8
                body += "Content-Type: image/png\r\n\r\n".utf8
                body += bytes
            }
            body += "\r\n".utf8
        }
        body += "--x9--\r\n".utf8
        var headers: HTTPFields = [
            .contentType: "multipart/form-data; boundary=x9", .acceptLanguage: "en",
        ]
        if let token { headers[.cookie] = "nuo_session=\(token)" }
        for field in more { headers[field.name] = field.value }
        return try await client.execute(
            uri: path, method: .post, headers: headers, body: ByteBuffer(bytes: body))
    }
}
