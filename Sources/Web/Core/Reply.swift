public import Base
public import HTTPTypes
import Hummingbird
public import NIOCore
public import Operations

/// What a page handler answers with.
public struct Reply: Sendable {
    public enum Content: Sendable {
        /// A template and what fills it.
        case page(String, JSON)
        case bytes([UInt8], type: String)
        /// Written as it comes, until the stream or the connection ends.
        case stream(AsyncStream<ByteBuffer>, type: String)
        /// A file that is made while it is sent.
        case download(Download)
        case none
    }

    public var status: HTTPResponse.Status
    public var content: Content
    public var headers: HTTPFields
    /// Of the words around the content, where it is not the visitor's own: a questionnaire's.
    public var language: String?

    public init(
        _ content: Content, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) {
        self.status = status
        self.content = content
        self.headers = headers
    }

    public static func page(
        _ template: String, _ context: JSON, status: HTTPResponse.Status = .ok
    ) -> Reply {
        Reply(.page(template, context), status: status)
    }

    /// After a form was carried out: the browser asks for the page anew (POST, redirect, GET).
    public static func redirect(_ path: String) -> Reply {
        Reply(.none, status: .seeOther, headers: [.location: path])
    }

    /// Makes the browser save a file.
    public static func download(_ bytes: [UInt8], type: String, name: String) -> Reply {
        Reply(
            .bytes(bytes, type: type),
            headers: [.contentDisposition: "attachment; filename=\"\(name)\""])
    }

    static func download(_ file: Download) -> Reply {
        Reply(
            .download(file),
            headers: [.contentDisposition: "attachment; filename=\"\(file.name)\""])
    }

    public mutating func setCookie(
        _ name: String, _ value: String, maxAgeSeconds: Int, isSecure: Bool, path: String = "/"
    ) {
        let cookie = Cookie(
            name: name, value: value, maxAge: maxAgeSeconds, path: path, secure: isSecure,
            httpOnly: true, sameSite: .lax)
        headers.append(HTTPField(name: .setCookie, value: cookie.description))
    }
}
