import Domain
import HTTPTypes
import Operations

extension Routes {
    static let messagesAPI: [APIRoute] = [
        APIRoute(.get, "/messages", ListMessages.self),
        APIRoute(.get, "/messages/counts", CountMessages.self),
        APIRoute(.post, "/messages/{message}/retry", RetryMessage.self),
        APIRoute(.get, "/suppressions", ListSuppressions.self),
        APIRoute(.post, "/suppressions", AddSuppression.self, status: .created),
        APIRoute(.post, "/suppressions/removal", RemoveSuppression.self),
        APIRoute(.post, "/bounces", ReceiveBounce.self),
        APIRoute(.get, "/sending", ShowSending.self),
        APIRoute(.patch, "/sending", EditSending.self),
        APIRoute(.post, "/sending/tests", SendTestMessage.self, status: .created),
    ]

    static let messagesPages: [PageRoute] = [
        PageRoute(.get, "/outgoing", .right(.customersRead), handler: OutgoingPage.show),
        PageRoute(.get, "/outgoing.csv", .right(.exportRun), handler: OutgoingPage.csv),
        PageRoute(
            .post, "/outgoing/{message}/retry", .right(.customersWrite),
            handler: OutgoingPage.retry),
        PageRoute(
            .get, "/outgoing/suppressions", .right(.customersRead), handler: SuppressionPage.show),
        PageRoute(
            .get, "/outgoing/suppressions.csv", .right(.exportRun), handler: SuppressionPage.csv),
        PageRoute(
            .post, "/outgoing/suppressions", .right(.customersWrite),
            handler: SuppressionPage.add),
        PageRoute(
            .post, "/outgoing/suppressions/removal", .right(.customersWrite),
            handler: SuppressionPage.remove),
        PageRoute(.get, "/settings/sending", .right(.workspaceWrite), handler: SendingPage.show),
        PageRoute(
            .post, "/settings/sending/test", .right(.workspaceWrite), handler: SendingPage.test),
        PageRoute(
            .post, "/settings/sending/{section}", .right(.workspaceWrite),
            handler: SendingPage.save),
        PageRoute(.get, "/u/{token}", .anyone, handler: UnsubscribePage.show),
        PageRoute(.post, "/u/{token}", .anyone, handler: UnsubscribePage.confirm),
        PageRoute(.get, "/o/{token}", .anyone, handler: UnsubscribePage.picture),
    ]
}
