import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    id("com.android.library")
    id("org.jetbrains.kotlin.android")
}

// Which project of Google's wakes this build. The values stand in Google's console; there is no
// google-services.json. They are given to the build (-P, ORG_GRADLE_PROJECT_… or ~/.gradle), and without
// them the app is woken by UnifiedPush alone.
fun value(name: String): String = (project.findProperty(name) as String?).orEmpty()

android {
    namespace = "app.regard.push"
    compileSdk = 36
    defaultConfig {
        minSdk = 26
        resValue("string", "regard_push_project", value("regardFirebaseProject"))
        resValue("string", "regard_push_app", value("regardFirebaseApp"))
        resValue("string", "regard_push_key", value("regardFirebaseKey"))
        resValue("string", "regard_push_sender", value("regardFirebaseSender"))
    }
    buildFeatures {
        resValues = true
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_1_8
    }
}

dependencies {
    implementation("androidx.core:core-ktx:1.17.0")
    implementation(platform("com.google.firebase:firebase-bom:34.7.0"))
    implementation("com.google.firebase:firebase-messaging")
    implementation("org.unifiedpush.android:connector:3.0.10")
    implementation(project(":tauri-android"))
}
