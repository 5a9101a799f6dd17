import Base
import Domain
import SQL
import Store

extension AnswerTables {
    /// The responses of which an event may tell something that is kept of them.
    static func responses(
        of event: Event, _ connection: any Connection
    ) throws -> [ID<Response>] {
        let (subject, workspace) = (event.subject, event.workspace)
        switch subject.kind {
        // Responses that are not completed are not in any table.
        case "response" where event.kind != Response.Event.started.rawValue:
            return [ID(raw: subject.id)]
        case "texts":
            return (event.data["responses"]?.array ?? []).compactMap(\.string)
                .compactMap(ID<Response>.init)
        // A customer who was just made has no answers but those that follow.
        case "customer" where event.kind != "customer.created":
            return try AnswerRows.ids(ofCustomer: subject.id, in: workspace, on: connection)
        case "case" where waits.contains(event.kind):
            return try AnswerRows.ids(ofCase: subject.id, in: workspace, on: connection)
        default: return []
        }
    }

    /// What changes how long somebody waited for an answer in a case.
    private static let waits = Set(
        [CaseEvent.Name.replied, .merged, .unmerged].map(\.text))
}
