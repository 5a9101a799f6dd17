import Domain
import HTTPTypes
import Operations

extension Routes {
    static let mailingsAPI: [APIRoute] = [
        APIRoute(.get, "/mailings", ListMailings.self),
        APIRoute(.post, "/mailings", CreateMailing.self, status: .created),
        APIRoute(.get, "/mailings/{mailing}", ShowMailing.self),
        APIRoute(.put, "/mailings/{mailing}", EditMailing.self),
        APIRoute(.get, "/mailings/{mailing}/plan", TryMailing.self),
        APIRoute(.post, "/mailings/{mailing}/start", StartMailing.self),
        APIRoute(.post, "/mailings/{mailing}/stop", StopMailing.self),
        APIRoute(.get, "/invitations", ListInvitations.self),
    ]

    static let mailingsPages: [PageRoute] = [
        PageRoute(.get, "/mailings", .right(.answersRead), handler: MailingsPage.show),
        PageRoute(.get, "/mailings.csv", .right(.exportRun), handler: MailingsPage.csv),
        PageRoute(.post, "/mailings", .right(.instrumentsWrite), handler: MailingForm.create),
        PageRoute(.get, "/mailings/new", .right(.instrumentsWrite), handler: MailingForm.new),
        PageRoute(.get, "/mailings/{mailing}", .right(.answersRead), handler: MailingPage.show),
        PageRoute(
            .get, "/mailings/{mailing}/edit", .right(.instrumentsWrite),
            handler: MailingForm.showEdit),
        PageRoute(
            .post, "/mailings/{mailing}", .right(.instrumentsWrite), handler: MailingForm.edit),
        PageRoute(
            .post, "/mailings/{mailing}/start", .right(.instrumentsWrite),
            handler: MailingPage.start),
        PageRoute(
            .post, "/mailings/{mailing}/stop", .right(.instrumentsWrite),
            handler: MailingPage.stop),
        PageRoute(
            .get, "/mailings/{mailing}/people", .right(.customersRead),
            handler: MailingPeople.show),
        PageRoute(
            .get, "/mailings/{mailing}/people.csv", .right(.exportRun),
            handler: MailingPeople.csv),
    ]
}
