import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let responsesPages: [PageRoute] = [
        PageRoute(.get, "/responses", .right(.answersRead), handler: ResponsesPage.show),
        PageRoute(.get, "/responses.csv", .right(.exportRun), handler: ExportPage.send),
        PageRoute(
            .get, "/instruments/{instrument}/field", .right(.answersRead),
            handler: FieldPage.show),
        PageRoute(
            .get, "/instruments/{instrument}/field.csv", .right(.answersRead),
            handler: FieldPage.table),
        PageRoute(
            .get, "/instruments/{instrument}/weights", .right(.answersRead),
            handler: WeightsPage.show),
        PageRoute(
            .post, "/instruments/{instrument}/weights", .right(.instrumentsWrite),
            handler: WeightsPage.create),
        PageRoute(
            .post, "/instruments/{instrument}/weights/{weights}/removal",
            .right(.instrumentsWrite), handler: WeightsPage.remove),
        PageRoute(
            .get, "/instruments/{instrument}/quality", .right(.answersRead),
            handler: QualityPage.show),
        PageRoute(
            .post, "/instruments/{instrument}/quality", .right(.instrumentsWrite),
            handler: QualityPage.judge),
        PageRoute(
            .get, "/instruments/{instrument}/export", .right(.exportRun), handler: ExportPage.show),
        PageRoute(
            .get, "/instruments/{instrument}/file", .right(.exportRun), handler: ExportPage.send),
        PageRoute(.get, "/responses/{response}", .right(.answersRead), handler: ResponsePage.show),
    ]
}
