import Domain
import HTTPTypes
import Operations

extension Routes {
    /// The page, and each of its parts by itself for the script that keeps it fresh.
    static let todayPages: [PageRoute] =
        [PageRoute(.get, "/", .right(.insightRead), handler: TodayPage.show)]
        + TodayPart.allCases.map { part in
            PageRoute(.get, "/today/\(part.rawValue)", .right(part.right)) { visit in
                .page("today/\(part.rawValue)", try await part.context(visit))
            }
        }
}
