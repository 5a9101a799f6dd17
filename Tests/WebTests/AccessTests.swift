import Base
import Domain
import HTTPTypes
import Hummingbird
import Operations
import SQL
import Store
import TestSupport
import Testing

@testable import Web

/// Walks every route with every role, with nobody and with a token that may do nothing: what is
/// not allowed is denied, and no route breaks on an id that leads nowhere.
@Suite struct AccessTests {
    enum Walker: CustomStringConvertible {
        case nobody
        case person(Role)
        case powerlessToken

        static let all: [Walker] =
            [.nobody, .powerlessToken] + Role.allCases.map(Walker.person)

        var description: String {
            switch self {
            case .nobody: "nobody"
            case .person(let role): role.rawValue
            case .powerlessToken: "powerless token"
            }
        }

        /// Written anew here, so that a mistake in `Access.allows` is seen.
        func isAllowed(_ access: Access) -> Bool {
            switch (access, self) {
            case (.anyone, _): true
            case (.signedIn, .person): true
            case (.right(let right), .person(let role)): role.rights.contains(right)
            case (_, .nobody), (_, .powerlessToken): false
            }
        }
    }

    @Test(arguments: Engine.available)
    func everyAPIRouteForEveryRole(_ engine: Engine) async throws {
        try await walk(engine) { world in
            for route in Routes.api {
                for walker in Walker.all {
                    let path = "/api/v1" + AccessTests.filled(route.path)
                    let status = try await world.status(route.method, path, walker)
                    let place = "\(walker): \(route.method) \(path)"
                    #expect(status.code < 500, "\(place)")
                    if walker.isAllowed(route.operation.access) {
                        #expect(![401, 403].contains(status.code), "\(place)")
                    } else if case .nobody = walker {
                        #expect(status == .unauthorized, "\(place)")
                    } else {
                        #expect(status == .forbidden, "\(place)")
                    }
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func everyPageForEveryRole(_ engine: Engine) async throws {
        try await walk(engine) { world in
            for route in Routes.pages {
                for walker in Walker.all where "\(walker)" != "powerless token" {
                    let path = AccessTests.filled(route.path)
                    let status = try await world.status(route.method, path, walker)
                    let isReading = route.method == .get || route.method == .head
                    let place = "\(walker): \(route.method) \(path)"
                    #expect(status.code < 500, "\(place)")
                    if walker.isAllowed(route.access) {
                        // The door itself answers 401 to nobody with a wrong password.
                        #expect(status != .forbidden, "\(place)")
                        if route.path != "/sign-in" {
                            #expect(status != .unauthorized, "\(place)")
                        }
                        #expect(!world.wasTurnedAway, "\(place)")
                    } else if case .nobody = walker {
                        #expect(status == (isReading ? .seeOther : .unauthorized), "\(place)")
                        #expect(world.wasTurnedAway == isReading, "\(place)")
                    } else {
                        #expect(status == .forbidden, "\(place)")
                    }
                }
            }
        }
    }

    /// What is open to anyone is decided here, by name.
    @Test func openDoorsAreKnown() {
        let pages = Routes.pages.filter { $0.access == .anyone }.map(\.path)
        let open = [
            "/language", "/setup", "/sign-in", "/sign-in/once/{token}",
            // A customer's own case, by an address nobody can guess; kept promises for all.
            "/c/{token}", "/kept/{token}",
            // Whoever is mailed a report ends it by the address in it.
            "/r/{token}",
            // A file of a message, by an address that we made, for a month.
            "/f/{token}",
            // What other programs send is signed by them.
            "/in/{channel}",
            // A contact form is what whoever visits the company's site writes to it by.
            "/write/{channel}", "/write/{channel}/look.css",
        ]
        for path in pages where !AccessTests.answering.contains(where: path.hasPrefix) {
            #expect(open.contains(path), "\(path) is open to anyone")
        }
        let operations = Routes.api.filter { $0.operation.access == .anyone }.map(\.path)
        for path in operations where !AccessTests.answering.contains(where: path.hasPrefix) {
            Issue.record("/api/v1\(path) is open to anyone")
        }
    }

    /// Where customers answer without signing in.
    static let answering = ["/a/", "/embed.js", "/chat/", "/u/", "/o/"]

    @Test func someRightsWrittenOut() throws {
        func access(_ path: String, _ method: HTTPRequest.Method) -> Access? {
            Routes.api.first { $0.path == path && $0.method == method }?.operation.access
        }
        #expect(access("/users", .get) == .right(.peopleRead))
        #expect(access("/users", .post) == .right(.peopleWrite))
        #expect(access("/workspace", .put) == .right(.workspaceWrite))
        #expect(access("/tokens", .post) == .signedIn)
        #expect(Role.allCases.filter { $0.rights.contains(.peopleWrite) } == [.administrator])
        #expect(!Role.viewer.rights.contains(.answersRead))
    }

    /// `/cases/{case}` with an id of the right form that nothing has.
    static func filled(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.hasPrefix("{") else { return String(part) }
            let name = String(part.dropFirst().dropLast())
            return (prefixes[name] ?? String(name.prefix(3))) + "_0000000000001"
        }.joined(separator: "/")
    }

    private static let prefixes = [
        "user": "usr", "team": "team", "link": "lnk", "response": "rsp", "message": "msg",
        "mailing": "mlg",
        "promise": "prm", "process": "prc", "event": "evt",
    ]

    private func walk(
        _ engine: Engine, _ body: (World) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            try await body(
                World(
                    site: TestSite(
                        test: test, workspace: workspace,
                        site: try TestSite.make(on: test.house))))
        }
    }
}

/// Asks the router as the server does, but reads no bodies: a live page's never ends.
private final class World {
    private let site: TestSite
    private let client: TestClient
    private var visitors: [Role: Visitor] = [:]
    private var token: String?
    /// The last answer led to the sign-in page and back.
    private(set) var wasTurnedAway = false

    init(site: TestSite) {
        self.site = site
        client = TestClient(of: site.site)
    }

    func status(
        _ method: HTTPRequest.Method, _ path: String, _ walker: AccessTests.Walker
    ) async throws -> HTTPResponse.Status {
        var headers: HTTPFields = [:]
        switch walker {
        case .nobody: break
        case .powerlessToken:
            headers[.authorization] = "Bearer \(try await powerlessToken())"
        case .person(let role):
            let visitor = try await visitor(role)
            headers[.cookie] = "nuo_session=\(visitor.token ?? "")"
            headers[.init("X-CSRF-Token")!] = visitor.csrf
        }
        let response = try await client.respond(method, path, headers: headers)
        wasTurnedAway = response.headers[.location]?.hasPrefix("/sign-in?next=") ?? false
        return response.status
    }

    /// Some routes end the session that walks them.
    private func visitor(_ role: Role) async throws -> Visitor {
        if let visitor = visitors[role], try await site.house.session(visitor.token ?? "") != nil {
            return visitor
        }
        let visitor = try await site.visitor(role)
        visitors[role] = visitor
        return visitor
    }

    /// Made past the operation, which makes none without scopes.
    private func powerlessToken() async throws -> String {
        if let token { return token }
        let made = try await site.workspace.desk(.administrator).perform(
            CreateToken.self, ["name": "none", "scopes": ["people:read"]])
        let id = made.id
        try await site.house.database.write { connection in
            try connection.run("UPDATE tokens SET scopes = '' WHERE id = \(id)")
        }
        token = made.secret
        return made.secret ?? ""
    }
}
