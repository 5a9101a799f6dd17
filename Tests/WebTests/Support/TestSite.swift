import Base
import Domain
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Web

/// A site on a test's database with the project's own templates and languages, and a workspace
/// with one person of each role.
struct TestSite: Sendable {
    let test: TestHouse
    let workspace: TestWorkspace
    let site: Site

    var house: House { test.house }

    /// Runs `body` with a client of the site's router.
    static func with(
        _ engine: Engine, outside: Outside = Outside(), printer: Site.Printer? = nil,
        answersMemory: Int = House.answersMemory,
        _ body: @escaping @Sendable (TestSite, TestClient) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: outside, answersMemory: answersMemory)
            let site = TestSite(
                test: test, workspace: try await test.workspace(),
                site: try make(on: test.house, printer: printer))
            try await body(site, TestClient(of: site.site))
        }
    }

    static func make(on house: House, printer: Site.Printer? = nil) throws -> Site {
        Site(
            house: house, version: "test", isSecure: false, views: try views.get(),
            assets: assets, registry: Registry(), printer: printer)
    }

    /// Read once: hundreds of tests want a site, and reading is slow without optimisation.
    private static let views = Result {
        var languages: [String: JSON] = [:]
        for (name, text) in Project.texts(in: "Resources/languages", ending: ".yaml") {
            languages[name] = try YAMLDocument(parsing: text).json
        }
        return try Views.inEach(
            languages, templates: Project.texts(in: "Resources/templates", ending: ".mustache"))
    }
    private static let assets = Assets(files: Project.bytes(in: "Resources/assets"))

    /// Signs the person of a role in.
    func visitor(_ role: Role) async throws -> Visitor {
        let nobody = Desk(house, actor: .respondent(in: workspace.id))
        let signedIn = try await nobody.perform(
            SignIn.self,
            ["login": .string(role.rawValue), "password": .string(TestWorkspace.password)])
        guard let session = try await house.session(signedIn.token) else {
            preconditionFailure("a session just begun is not over")
        }
        return Visitor(token: signedIn.token, csrf: session.csrf)
    }
}

/// Someone with a browser; without a token, nobody we know.
struct Visitor: Sendable {
    var token: String?
    var csrf: String?
    var language = "en"

    static let nobody = Visitor()

    private var headers: HTTPFields {
        var headers: HTTPFields = [.acceptLanguage: language]
        if let token { headers[.cookie] = "nuo_session=\(token)" }
        return headers
    }

    func get(_ path: String, on client: TestClient) async throws -> TestResponse {
        try await client.execute(uri: path, method: .get, headers: headers)
    }

    /// Posts a form with the session's CSRF token.
    func post(
        _ path: String, _ fields: KeyValuePairs<String, String> = [:],
        on client: TestClient
    ) async throws -> TestResponse {
        try await form(path, fields.map { ($0.key, $0.value) }, on: client)
    }

    /// The same with fields that a program put together.
    func form(
        _ path: String, _ fields: [(key: String, value: String)],
        on client: TestClient
    ) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        var parts = fields.map { "\(Visitor.encoded($0.key))=\(Visitor.encoded($0.value))" }
        if let csrf { parts.append("csrf=\(csrf)") }
        return try await client.execute(
            uri: path, method: .post, headers: headers,
            body: ByteBuffer(string: parts.joined(separator: "&")))
    }

    /// Calls the API as a page's script does.
    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil,
        once key: String? = nil, on client: TestClient
    ) async throws -> TestResponse {
        var headers = headers
        headers[.init("X-CSRF-Token")!] = csrf
        headers[.init("Idempotency-Key")!] = key
        if body != nil { headers[.contentType] = "application/json" }
        return try await client.execute(
            uri: "/api/v1" + path, method: method, headers: headers,
            body: body.map { ByteBuffer(bytes: $0.bytes) })
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    func json() throws -> JSON { try JSON(parsing: Array(body.readableBytesView)) }

    /// The value of a cookie that the answer sets.
    func cookie(_ name: String) -> String? {
        for value in headers[values: .setCookie] where value.hasPrefix(name + "=") {
            return String(value.dropFirst(name.count + 1).prefix { $0 != ";" })
        }
        return nil
    }
}
