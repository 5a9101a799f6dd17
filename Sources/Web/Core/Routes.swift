import Base
public import HTTPTypes
public import Operations

/// One route of the REST API: an operation at a place. The OpenAPI document is made from the same
/// list as the router, so neither can know a route that the other does not.
public struct APIRoute: Sendable {
    public let method: HTTPRequest.Method
    /// Below `/api/v1`: `/cases/{case}/closure`.
    public let path: String
    public let status: HTTPResponse.Status
    /// Bytes of the largest body taken.
    static let bodyLimit = 2 << 20
    public let operation: any Operation.Type
    let output: any Resource.Type
    let perform: @Sendable (Desk, JSON.Object) async throws -> any Resource

    public init<O: Operation>(
        _ method: HTTPRequest.Method, _ path: String, _: O.Type,
        status: HTTPResponse.Status = .ok
    ) {
        self.method = method
        self.path = path
        self.status = status
        operation = O.self
        output = O.Output.self
        perform = { desk, raw in try await desk.perform(O.self, raw) }
    }
}

/// One page, or what a page's form posts to.
public struct PageRoute: Sendable {
    public let method: HTTPRequest.Method
    /// `/cases/{case}`.
    public let path: String
    public let access: Access
    /// Bytes of the largest body taken, also by a handler that reads it as it comes.
    public let bodyLimit: Int
    /// Whether the handler reads the body itself, as it comes; the CSRF token is then in the query.
    public let streams: Bool
    let handler: @Sendable (Visit) async throws -> Reply

    public init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        bodyLimit: Int = 1 << 20, streams: Bool = false,
        handler: @escaping @Sendable (Visit) async throws -> Reply
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.bodyLimit = bodyLimit
        self.streams = streams
        self.handler = handler
    }
}

/// All routes. Each noun's folder adds its own list here.
public enum Routes {
    public static let api: [APIRoute] =
        []
        + casesAPI
        + channelsAPI
        + customersAPI
        + importsAPI
        + insightAPI
        + peopleAPI
        + instrumentsAPI
        + mailingsAPI
        + messagesAPI
        + responsesAPI
        + attachmentsAPI
        + processesAPI
        + promisesAPI
        + rulesAPI
        + textsAPI
        + searchAPI
        + viewsAPI

    public static let pages: [PageRoute] =
        []
        + casesPages
        + channelsPages
        + chatPages
        + formPages
        + customersPages
        + importsPages
        + insightPages
        + livePages
        + todayPages
        + peoplePages
        + answerPages
        + instrumentsPages
        + mailingsPages
        + messagesPages
        + responsesPages
        + attachmentsPages
        + processesPages
        + promisesPages
        + rulesPages
        + textsPages
        + searchPages
        + viewsPages
}
